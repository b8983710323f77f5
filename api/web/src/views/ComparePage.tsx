/** Two to six solves of one's choice side by side. */
import { Button, Select } from "antd";
import { useState } from "react";
import { api, document_, type Run } from "../api/client";
import type { ScenarioDocument } from "../api/scenario";
import { useData } from "../api/useData";
import type { PageProps } from "../frame/registry";
import { go } from "../frame/router";
import { Await, Nothing } from "../frame/states";
import { runName } from "../parts/runName";
import { useFormat } from "../format";
import { useWords } from "../words";
import { type Comparison, SideBySide } from "./SideBySide";

const MOST = 6;
export default function ComparePage({ query }: PageProps) {
  const { t } = useWords();
  const ids = (query.get("runs") ?? "").split(",").filter(Boolean).slice(0, MOST);
  return (
    <>
      <h1>{t("compare")}</h1>
      <Choose key={`choose ${ids.join()}`} ids={ids} />
      {ids.length < 2 ? <Nothing text={t("compareNone")} /> : <Compared key={ids.join()} ids={ids} />}
    </>
  );
}

function Choose({ ids }: { ids: string[] }) {
  const { t, say } = useWords();
  const format = useFormat();
  const [chosen, setChosen] = useState(ids);
  const runs = useData("solves", async () => (await api.GET("/v1/runs", { params: { query: { analysis: "solve", state: "succeeded", limit: 100 } } })).data!.items as Run[]);
  const name = (run: Run) => [say(run.title), runName(run, { t }), format.points(run.value), format.date(run.created)].filter(Boolean).join(" · ");
  return (
    <Await of={runs} rows={1}>
      {(found) => (
        <div className="controls">
          <Select mode="multiple" maxCount={MOST} value={chosen} onChange={setChosen} className="chooser-wide" aria-label={t("compareChoose")} placeholder={t("compareChoose")} options={found.map((run) => ({ value: run.id, label: name(run) }))} />
          <Button type="primary" disabled={chosen.length < 2} onClick={() => go(`/compare?runs=${chosen.join(",")}`)}>{t("compare")}</Button>
        </div>
      )}
    </Await>
  );
}

function Compared({ ids }: { ids: string[] }) {
  const got = useData(`compare ${ids.join()}`, async () => {
    const told = await document_<Comparison>(`/v1/compare?runs=${ids.join(",")}`);
    const runs = await Promise.all(ids.map(async (id) => (await api.GET("/v1/runs/{id}", { params: { path: { id } } })).data!));
    const scenario = await document_<ScenarioDocument>(`/v1/scenarios/${runs[0]!.scenario}/versions/${runs[0]!.version}`);
    return { told, runs, scenario };
  });
  return <Await of={got}>{({ told, runs, scenario }) => <Sides told={told} runs={runs} scenario={scenario} />}</Await>;
}

function Sides({ told, runs, scenario }: { told: Comparison; runs: Run[]; scenario: ScenarioDocument }) {
  const { t, say } = useWords();
  const several = new Set(runs.map((run) => run.scenario)).size > 1;
  const name = (run: Run) => [several ? say(run.title) : "", several && runName(run, { t }) === t("asItIs") ? "" : runName(run, { t })].filter(Boolean).join(" · ");
  return <SideBySide told={told} names={runs.map(name)} scenario={scenario} />;
}
