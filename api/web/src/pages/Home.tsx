/** What is there: scenarios with their last result, the last runs, and examples to start from. */
import { RightOutlined, UploadOutlined } from "@ant-design/icons";
import { App, Button, Card, Input, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { api, ask, document_, type Run, type Scenario } from "../api/client";
import { asFailed, useData } from "../api/useData";
import { mediaOf } from "../api/media";
import { useMay } from "../frame/me";
import { go, Link } from "../frame/router";
import { Await, Nothing } from "../frame/states";
import { useFormat } from "../format";
import { FileButton } from "../parts/FileButton";
import { RunTable } from "../parts/RunTable";
import { StateTag } from "../parts/StateTag";
import { useWords } from "../words";
import { Templates } from "./Templates";

const LAST = 8;

export function Home() {
  const { t } = useWords();
  const runs = useData("last runs", async () => (await api.GET("/v1/runs", { params: { query: { limit: 50 } } })).data!.items);
  return (
    <>
      <header className="head">
        <h1>{t("welcome")}</h1>
        {useMay("analyst") && <Upload />}
      </header>
      <Scenarios runs={runs.data ?? []} />
      <Card title={<h2>{t("lastRuns")}</h2>} extra={<Link to="/runs">{t("allRuns")} <RightOutlined aria-hidden /></Link>}>
        <Await of={runs}>{(items) => (items.length ? <RunTable runs={items.slice(0, LAST)} /> : <Nothing text={t("runsNone")} />)}</Await>
      </Card>
      <Templates />
    </>
  );
}

/** Begin a scenario with a file. */
function Upload() {
  const { t } = useWords();
  const { notification } = App.useApp();
  const take = async (file: File) => {
    try {
      const made = await document_<Scenario>("/v1/scenarios", { method: "POST", body: file, headers: { "Content-Type": mediaOf(file) } });
      go(`/scenarios/${made.id}`);
    } catch (found) {
      const error = asFailed(found);
      const description = (
        <ul className="faults">
          {error.errors.slice(0, 8).map((each, index) => <li key={index}>{each.detail}</li>)}
        </ul>
      );
      notification.error({ title: error.title || t("offlineTitle"), description: error.errors.length ? description : error.detail, duration: 0 });
    }
  };
  return <FileButton icon={<UploadOutlined aria-hidden />} word="uploadScenario" hint={t("uploadHint")} take={take} />;
}

function Scenarios({ runs }: { runs: readonly Run[] }) {
  const { t } = useWords();
  const [words, setWords] = useState("");
  const found = useData(`scenarios ${words}`, async () =>
    (await api.GET("/v1/scenarios", { params: { query: { limit: 100, ...(words ? { q: words } : {}) } } })).data!.items);
  const search = <Input.Search allowClear className="search" aria-label={t("searchScenario")} placeholder={t("searchScenario")} onSearch={setWords} />;
  return (
    <Card title={<h2>{t("scenariosTitle")}</h2>} extra={search}>
      <Await of={found}>
        {(items) => (items.length ? <ScenarioTable items={items} runs={runs} changed={found.reload} /> : <Nothing text={t("scenariosNone")} />)}
      </Await>
    </Card>
  );
}

interface TableProps {
  items: Scenario[];
  runs: readonly Run[];
  changed: () => void;
}

function ScenarioTable({ items, runs, changed }: TableProps) {
  const { t, say } = useWords();
  const format = useFormat();
  const last = (scenario: Scenario) => runs.find((run) => run.scenario === scenario.id && run.analysis === "solve");
  const columns: TableColumnsType<Scenario> = [
    { key: "title", className: "wrap", title: t("scenario"), render: (_, each) => <Link to={`/scenarios/${each.id}`}><b>{say(each.title, each.name)}</b></Link> },
    { key: "versions", title: t("version"), align: "right", render: (_, each) => each.versions, responsive: ["md"] },
    { key: "state", title: t("state"), render: (_, each) => <LastState run={last(each)} /> },
    { key: "value", title: t("lastValue"), align: "right", className: "num", render: (_, each) => format.number(last(each)?.value) },
    { key: "owner", title: t("by"), render: (_, each) => each.owner, responsive: ["lg"] },
    { key: "changed", title: t("changed"), render: (_, each) => format.date(each.changed), responsive: ["sm"] },
    { key: "archive", title: "", render: (_, each) => <Archive scenario={each} done={changed} />, responsive: ["md"] },
  ];
  return <Table<Scenario> rowKey="id" size="middle" columns={columns} dataSource={items} pagination={items.length > 10 ? { pageSize: 10, showSizeChanger: false } : false} scroll={{ x: "max-content" }} />;
}

function LastState({ run }: { run: Run | undefined }) {
  return run ? <Link to={`/runs/${run.id}`}><StateTag state={run.state} /></Link> : <>–</>;
}

function Archive({ scenario, done }: { scenario: Scenario; done: () => void }) {
  const { t } = useWords();
  const { message } = App.useApp();
  if (!useMay("analyst")) return null;
  const away = async () => {
    try {
      const etag = (await ask(`/v1/scenarios/${scenario.id}`)).headers.get("etag") ?? "";
      await api.PATCH("/v1/scenarios/{id}", { params: { path: { id: scenario.id }, header: { "if-match": etag } }, body: { archived: true } });
      done();
    } catch (error) {
      void message.error(asFailed(error).message);
    }
  };
  return <Button type="text" size="small" onClick={() => void away()}>{t("archive")}</Button>;
}
