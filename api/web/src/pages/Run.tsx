/** A run: how far it is while it works, then its result, one tab for each view. */
import { DownloadOutlined } from "@ant-design/icons";
import { Alert, Button, Dropdown, Tabs } from "antd";
import { Suspense, useState } from "react";
import { api, document_, type Run } from "../api/client";
import type { ScenarioDocument } from "../api/scenario";
import { useData } from "../api/useData";
import { Boundary } from "../frame/Boundary";
import { useMe } from "../frame/me";
import type { PageProps, ResultView } from "../frame/registry";
import { go, Link } from "../frame/router";
import { Await, Loading, Nothing } from "../frame/states";
import { StateTag } from "../parts/StateTag";
import { useFormat } from "../format";
import { RESULT_VIEWS } from "../views";
import { StartButton } from "../views/StartButton";
import { useWords } from "../words";
import { Faults } from "../frame/states";
import { Progress } from "./Progress";
import { ShareButton } from "./ShareButton";

export function RunPage({ values }: PageProps) {
  const id = values.id ?? "";
  const run = useData(`run ${id}`, async () => (await api.GET("/v1/runs/{id}", { params: { path: { id } } })).data!);
  return <Await of={run}>{(found) => <Shown run={found} view={values.view} reload={run.reload} />}</Await>;
}

function Shown({ run, view, reload }: { run: Run; view: string | undefined; reload: () => void }) {
  const [working, setWorking] = useState(false);
  const waiting = run.state === "queued" || run.state === "running";
  return (
    <>
      <Head run={waiting && working ? { ...run, state: "running" } : run} />
      {waiting ? <Progress run={run} began={() => setWorking(true)} ended={reload} /> : <Ended run={run} view={view} />}
    </>
  );
}

function Head({ run }: { run: Run }) {
  const { t, say } = useWords();
  const format = useFormat();
  const scenario = useData(`scenario of ${run.id}`, () => document_<ScenarioDocument>(`/v1/runs/${run.id}/scenario`));
  const mine = useMe().organisation === run.owner;
  const title = scenario.data ? say(scenario.data.title, scenario.data.id) : t("run");
  return (
    <header className="head">
      <div>
        <h1>
          {title} <StateTag state={run.state} />
        </h1>
        <p className="quiet">
          {mine ? <Link to={`/scenarios/${run.scenario}`}>{t("versionOf", { n: run.version })}</Link> : t("versionOf", { n: run.version })}
          {run.variant && <> · {t("variant")}: {run.variant}</>}
          {run.batch ? <> · <Link to={`/batches/${run.batch}`}>{t("batch")}</Link></> : run.label && <> · {run.label}</>}
          {" · "}{format.date(run.created)}
          {run.changes.length > 0 && <> · {t("changesMade")}: <code>{run.changes.join("; ")}</code></>}
        </p>
      </div>
      <div className="actions">
        <ShareButton run={run} />
        <Downloads run={run} />
      </div>
    </header>
  );
}

/** The forms in which the result was kept, in the reader's language. */
function Downloads({ run }: { run: Run }) {
  const { t, language } = useWords();
  const files = useData(`files ${run.id} ${run.state}`, async () =>
    (await api.GET("/v1/runs/{id}/files", { params: { path: { id: run.id } } })).data!.items.map((file) => file.name));
  const forms = [
    { form: "html", name: `result.${language}.html`, word: t("report") },
    { form: "xlsx", name: `result.${language}.xlsx`, word: t("workbook") },
    { form: "json", name: "result.json", word: t("asJson") },
  ].filter((each) => files.data?.includes(each.name));
  if (forms.length === 0) return null;
  const items = forms.map(({ form, word }) => ({
    key: form,
    label: (
      <a href={`/v1/runs/${run.id}/result?form=${form}&lang=${language}`} target="_blank" rel="noreferrer">
        {word}
      </a>
    ),
  }));
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button icon={<DownloadOutlined aria-hidden />}>{t("downloads")}</Button>
    </Dropdown>
  );
}

function Ended({ run, view }: { run: Run; view: string | undefined }) {
  const { t } = useWords();
  const result = useData(`result ${run.id}`, async () => {
    if (run.digest === null) return undefined;
    const [found, scenario] = await Promise.all([
      document_<unknown>(`/v1/runs/${run.id}/result?form=json`),
      document_<ScenarioDocument>(`/v1/runs/${run.id}/scenario`),
    ]);
    return { found, scenario };
  });
  return (
    <>
      {run.error && <Alert type="error" showIcon title={String(run.error.title ?? run.error.code ?? "")} description={<Faults detail={String(run.error.detail ?? "")} errors={(run.error.errors ?? []) as never[]} />} />}
      {run.error === null && run.digest !== null && (run.state === "timed-out" || run.state === "cancelled") && <Unfinished run={run} />}
      <Await of={{ ...result, data: result.loading ? undefined : (result.data ?? null) }}>
        {(got) => got === null ? <Nothing text={t("noResult")} /> : <Views run={run} view={view} result={got.found} scenario={got.scenario} />}
      </Await>
    </>
  );
}

/** A result that was kept when the run was stopped: how far it came, and the way to have all of it. */
function Unfinished({ run }: { run: Run }) {
  const { t } = useWords();
  const format = useFormat();
  const seconds = Math.min(MOST_SECONDS, AGAIN * run.seconds);
  const text = run.state === "cancelled" ? t("unfinishedStopped") : t("unfinishedTime", { seconds: format.seconds(run.seconds) });
  return <Alert type="warning" showIcon title={text} description={run.state === "timed-out" && seconds > run.seconds && <StartButton run={run} analysis={run.analysis} options={run.options} seconds={seconds} label={t("againLonger", { seconds: format.seconds(seconds) })} />} />;
}
/** How many times as long a run gets when it is asked for again, and the longest that services allow as they come. */
const AGAIN = 10;
const MOST_SECONDS = 3600;

function Views({ run, view, result, scenario }: { run: Run; view: string | undefined; result: unknown; scenario: ScenarioDocument }) {
  const { t } = useWords();
  const views = RESULT_VIEWS.filter((each) => each.analyses.includes(run.analysis) && (each.when?.(result) ?? true));
  const first = views[0];
  if (first === undefined) return <Nothing text={t("noViews")} />;
  const shown = views.find((each) => each.key === view) ?? first;
  const tab = (each: ResultView) => ({
    key: each.key,
    label: t(each.word),
    children: each === shown && (
      <Boundary>
        <Suspense fallback={<Loading />}>
          <each.component run={run} result={result} scenario={scenario} />
        </Suspense>
      </Boundary>
    ),
  });
  return <Tabs activeKey={shown.key} onChange={(key) => go(`/runs/${run.id}/${key}`, true)} items={views.map(tab)} destroyOnHidden aria-label={t("allTitle")} />;
}
