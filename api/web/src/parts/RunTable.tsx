/** Runs in a table: what was asked, how far it is, its key figures. */
import { Table, type TableColumnsType } from "antd";
import type { Run } from "../api/client";
import { Link } from "../frame/router";
import { useFormat } from "../format";
import { useWords } from "../words";
import { analysisName, runName } from "./runName";
import { StateTag } from "./StateTag";

export function RunTable({ runs, without = [] }: { runs: readonly Run[]; without?: string[] }) {
  const { t, say } = useWords();
  const format = useFormat();
  const gap = (run: Run) => (run.value && run.bound != null ? (run.bound - run.value) / Math.abs(run.value) : null);
  const what = (run: Run) => [analysisName(run.analysis, { t }), run.variant || run.label || run.changes.length ? runName(run, { t }) : ""].filter(Boolean).join(" · ");
  const columns: TableColumnsType<Run> = [
    { key: "scenario", className: "wrap", title: t("scenario"), render: (_, run) => <><Link to={`/runs/${run.id}`}>{say(run.title, run.id.slice(0, 8))}</Link><div className="quiet narrow-only">{what(run)}</div></> },
    { key: "what", title: t("analysis"), render: (_, run) => what(run), responsive: ["md"] },
    { key: "version", title: t("version"), align: "right", render: (_, run) => run.version, responsive: ["md"] },
    { key: "state", title: t("state"), render: (_, run) => <StateTag state={run.state} /> },
    { key: "value", title: t("valuePoints"), align: "right", className: "num", render: (_, run) => format.number(run.value) },
    { key: "gap", title: t("gap"), align: "right", className: "num", render: (_, run) => format.gap(gap(run)), responsive: ["md"] },
    { key: "created", title: t("asked"), render: (_, run) => format.date(run.created), responsive: ["sm"] },
  ];
  return <Table<Run> rowKey="id" size="middle" columns={columns.filter((each) => !without.includes(String(each.key)))} dataSource={[...runs]} pagination={false} scroll={{ x: "max-content" }} />;
}
