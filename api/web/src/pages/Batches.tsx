/** Batches of runs, the newest first; nothing where there is none. */
import { Card, Table, type TableColumnsType } from "antd";
import { api } from "../api/client";
import { useData } from "../api/useData";
import { Link } from "../frame/router";
import { useFormat } from "../format";
import { type Batch, leftOf } from "../parts/batch";
import { useWords } from "../words";

export function Batches() {
  const { t, say } = useWords();
  const format = useFormat();
  const found = useData("batches", async () => (await api.GET("/v1/batches", { params: { query: { limit: 20 } } })).data!.items);
  if (!found.data?.length) return null;
  const varied = (each: Batch) => Object.entries((each.asked.grid ?? {}) as Record<string, unknown[]>).map(([path, values]) => `${path} × ${values.length}`).join(", ") || t("variants");
  const columns: TableColumnsType<Batch> = [
    { key: "scenario", className: "wrap", title: t("scenario"), render: (_, each) => <><Link to={`/batches/${each.id}`}>{say(each.title, each.id.slice(0, 8))}</Link><div className="quiet narrow-only">{varied(each)}</div></> },
    { key: "asked", title: t("manyVaried"), className: "wrap", render: (_, each) => varied(each), responsive: ["md"] },
    { key: "done", title: t("batchFinished"), align: "right", className: "num", render: (_, each) => `${each.size - leftOf(each)} / ${each.size}` },
    { key: "created", title: t("asked"), render: (_, each) => format.date(each.created), responsive: ["sm"] },
  ];
  return (
    <Card title={<h2>{t("batches")}</h2>}>
      <Table<Batch> rowKey="id" size="middle" columns={columns} dataSource={found.data} pagination={false} scroll={{ x: "max-content" }} />
    </Card>
  );
}
