/** Many runs asked for together: how far they are, what each is worth, and those chosen side by side. */
import { StopOutlined, SwapOutlined } from "@ant-design/icons";
import { Button, Card, Progress as Bar, Statistic, Table, type TableColumnsType } from "antd";
import { useEffect, useMemo, useState } from "react";
import { api, ask, document_, type Run } from "../api/client";
import type { ScenarioDocument } from "../api/scenario";
import { useData } from "../api/useData";
import { barOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { settingsOf } from "../editor/settings";
import type { Checked } from "../editor/useDraft";
import { useMay } from "../frame/me";
import type { PageProps } from "../frame/registry";
import { go, Link } from "../frame/router";
import { Await } from "../frame/states";
import { type Batch, leftOf } from "../parts/batch";
import { StateTag } from "../parts/StateTag";
import { useTelling } from "../views/telling";
import { type Text, useWords } from "../words";

type Value = number | string | boolean;

const MOST = 6;
const PAUSE = 1000;
const BARS = 60;

export default function BatchPage({ values }: PageProps) {
  const id = values.id ?? "";
  const got = useData(`batch ${id}`, async () => {
    const path = { params: { path: { id } } };
    const batch = (await api.GET("/v1/batches/{id}", path)).data!;
    const runs = (await api.GET("/v1/batches/{id}/runs", path)).data!.items;
    return { batch, runs };
  });
  const waiting = got.data !== undefined && leftOf(got.data.batch) > 0;
  useEffect(() => {
    if (!waiting) return;
    const timer = window.setInterval(got.reload, PAUSE);
    return () => window.clearInterval(timer);
  }, [waiting, got.reload]);
  return <Await of={got}>{({ batch, runs }) => <Known batch={batch} runs={runs} reload={got.reload} />}</Await>;
}

interface KnownProps { batch: Batch; runs: readonly Run[]; reload: () => void }

/** With the scenario, and the titles of its variants. */
function Known({ batch, runs, reload }: KnownProps) {
  const got = useData(`scenarios of batch ${batch.id}`, async () => {
    const version = `/v1/scenarios/${batch.scenario}/versions/${runs[0]?.version ?? 1}`;
    return { scenario: await document_<ScenarioDocument>(version), titles: runs.some((run) => run.variant) ? await titlesOf(version) : new Map<string, Text>() };
  });
  return <Await of={got}>{({ scenario, titles }) => <Shown batch={batch} runs={runs} scenario={scenario} variants={titles} reload={reload} />}</Await>;
}

/** What tells the runs of a batch apart: the variant and a value for each setting, in the order of the runs. */
interface Point { run: Run; variant: string; values: Value[] }

function pointsOf(batch: Batch, runs: readonly Run[]): { paths: string[]; points: Point[] } {
  const grid = (batch.asked.grid ?? {}) as Record<string, Value[]>;
  const paths = Object.keys(grid);
  const points = runs.map((run) => ({ run, variant: run.variant ?? "", values: run.changes.map((each, place) => read(each.slice(paths[place]!.length + 1))) }));
  return { paths, points };
}

function read(written: string): Value {
  return Number.isFinite(Number(written)) ? Number(written) : written;
}

/** Variants are in the source of a version only; what is found in it tells their titles. */
async function titlesOf(version: string): Promise<Map<string, Text>> {
  const source = await ask(`${version}/source`);
  const found = await document_<Checked>("/v1/check", { method: "POST", body: await source.blob(), headers: { "Content-Type": source.headers.get("content-type") ?? "application/yaml" } });
  return new Map(found.scenario.variants.flatMap(({ id, title }) => (title ? [[id, title] as const] : [])));
}

interface ShownProps extends KnownProps { scenario: ScenarioDocument; variants: ReadonlyMap<string, Text> }

function Shown({ batch, runs, scenario, variants, reload }: ShownProps) {
  const { t, say, ...words } = useWords();
  const tell = useTelling(scenario);
  const { format, colours } = tell;
  const [chosen, setChosen] = useState<string[]>([]);
  const { paths, points } = useMemo(() => pointsOf(batch, runs), [batch, runs]);
  const titles = useMemo(() => {
    const known = new Map(settingsOf(scenario, { t, say }).map((each) => [each.path, each.label]));
    return paths.map((path) => known.get(path) ?? path);
  }, [scenario, paths, words.language]);
  const variantOf = (point: Point) => (point.variant ? say(variants.get(point.variant), point.variant) : t("asItIs"));
  const many = new Set(points.map((each) => each.variant)).size > 1;
  const name = (point: Point) => [...(many || paths.length === 0 ? [variantOf(point)] : []), ...point.values.map(String)].join(" · ");
  const option = useMemo(() => barOption(points.slice(0, BARS).map(name), [{ name: t("value"), colour: colours.accent, values: points.slice(0, BARS).map((each) => each.run.value) }], format.points, colours, true), [points, tell]);
  const axes = [...(many || paths.length === 0 ? [t("variant")] : []), ...titles].join(" · ");
  const columns: TableColumnsType<Point> = [
    { key: "open", title: t("run"), className: "wrap", render: (_, each) => <Link to={`/runs/${each.run.id}`}>{name(each)}</Link> },
    ...titles.map((title, place) => ({ key: `p${place}`, title, align: "right" as const, className: "num", sorter: (one: Point, other: Point) => Number(one.values[place]) - Number(other.values[place]), render: (_: unknown, each: Point) => String(each.values[place]) })),
    { key: "state", title: t("state"), render: (_, each) => <StateTag state={each.run.state} /> },
    { key: "value", title: t("valuePoints"), align: "right", className: "num", sorter: (one, other) => (one.run.value ?? -Infinity) - (other.run.value ?? -Infinity), render: (_, each) => format.number(each.run.value) },
  ];
  const sheet = { columns: [
    ...(many || paths.length === 0 ? [{ key: "variant", title: t("variant"), of: variantOf }] : []),
    ...titles.map((title, place) => ({ key: `p${place}`, title, of: (row: Point) => String(row.values[place]) })),
    { key: "value", title: t("valuePoints"), of: (row: Point) => row.run.value, show: format.number },
  ], rows: points };
  return (
    <>
      <header className="head">
        <div>
          <h1>{t("batchOf", { title: say(scenario.title, scenario.id) })}</h1>
          <p className="quiet"><Link to={`/scenarios/${batch.scenario}`}>{t("versionOf", { n: runs[0]?.version ?? 1 })}</Link> · {format.date(batch.created)}</p>
        </div>
        <div className="actions">
          {leftOf(batch) > 0 && <Stop id={batch.id} done={reload} />}
          <Button type="primary" icon={<SwapOutlined aria-hidden />} disabled={chosen.length < 2} onClick={() => go(`/compare?runs=${chosen.join(",")}`)}>{t("compareAsk")}</Button>
        </div>
      </header>
      <Card><Course batch={batch} runs={runs} points={format.points} /></Card>
      <Card>
        <Chart title={t("batchValues")} unit={t("valuePoints")} about={t("batchValuesAbout", { axes })} option={option} height={Math.min(points.length, BARS) * 30 + 60} sheet={sheet} pick={({ index }) => points[index] && go(`/runs/${points[index].run.id}`)} />
        <p className="quiet note">{axes}</p>
      </Card>
      <Card title={<h2>{t("runs")}</h2>}>
        <p className="quiet">{t("batchChoose", { most: MOST })}</p>
        <Table<Point> rowKey={(each) => each.run.id} size="middle" columns={columns} dataSource={points} scroll={{ x: "max-content" }}
          pagination={points.length > 20 ? { defaultPageSize: 20, showSizeChanger: true } : false}
          rowSelection={{ hideSelectAll: true, columnTitle: <span className="hidden">{t("choose")}</span>, preserveSelectedRowKeys: true, selectedRowKeys: chosen, onChange: (keys) => setChosen(keys.map(String).slice(-MOST)),
            getCheckboxProps: (each) => ({ "aria-label": `${t("choose")}: ${name(each)}`, disabled: each.run.value === null } as never) }} />
      </Card>
    </>
  );
}

function Course({ batch, runs, points }: { batch: Batch; runs: readonly Run[]; points: (value: number | null) => string }) {
  const { t } = useWords();
  const left = leftOf(batch);
  const done = batch.size - left;
  const known = runs.flatMap((run) => (run.value === null ? [] : [run.value]));
  const clashing = batch.states.infeasible ?? 0;
  return (
    <>
      <p role="status" aria-live="polite">{left > 0 ? t("batchWorking", { done, of: batch.size }) : t("batchDone", { of: batch.size })}</p>
      <Bar percent={Math.round((done / Math.max(1, batch.size)) * 100)} status={left > 0 ? "active" : "normal"} showInfo={false} aria-label={t("progress")} />
      <div className="figures">
        <Statistic title={t("batchFinished")} value={`${done} / ${batch.size}`} />
        <Statistic title={t("batchBest")} value={known.length ? points(Math.max(...known)) : "–"} />
        <Statistic title={t("batchWorst")} value={known.length ? points(Math.min(...known)) : "–"} />
        <Statistic title={t("stateInfeasible")} value={String(clashing)} />
      </div>
    </>
  );
}

function Stop({ id, done }: { id: string; done: () => void }) {
  const { t } = useWords();
  const [asked, setAsked] = useState(false);
  if (!useMay("analyst")) return null;
  const stop = async () => {
    setAsked(true);
    await api.POST("/v1/batches/{id}/cancel", { params: { path: { id } } }).catch(() => setAsked(false));
    done();
  };
  return <Button danger icon={<StopOutlined aria-hidden />} loading={asked} onClick={() => void stop()}>{asked ? t("stopping") : t("batchStop")}</Button>;
}
