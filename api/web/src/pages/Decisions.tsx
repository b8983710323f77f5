/** Allocations that were put to the jurisdictions, the newest first. */
import { Card, Table, type TableColumnsType, Tag } from "antd";
import { api, type Decision } from "../api/client";
import { useData } from "../api/useData";
import { Link } from "../frame/router";
import { Await, Nothing } from "../frame/states";
import { useFormat } from "../format";
import { useWords } from "../words";

export default function Decisions() {
  const { t } = useWords();
  const found = useData("decisions", async () => (await api.GET("/v1/decisions", { params: { query: { limit: 100 } } })).data!.items);
  return (
    <>
      <h1>{t("decisionsTitle")}</h1>
      <Card>
        <Await of={found}>{(items) => (items.length ? <List items={items} /> : <Nothing text={t("decisionsNone")} />)}</Await>
      </Card>
    </>
  );
}

function List({ items }: { items: Decision[] }) {
  const { t, say } = useWords();
  const format = useFormat();
  const count = (each: Decision, answer: string) => each.parties.filter((party) => party.answer === answer).length;
  const columns: TableColumnsType<Decision> = [
    { key: "decision", className: "wrap", title: t("decision"), render: (_, each) => <Link to={`/decisions/${each.id}`}>{say(each.title)}</Link> },
    { key: "notes", title: t("notes"), className: "wrap", render: (_, each) => each.notes || "–", responsive: ["md"] },
    { key: "created", title: t("putOn"), render: (_, each) => format.date(each.created), responsive: ["md"] },
    { key: "owner", title: t("by"), render: (_, each) => each.owner },
    { key: "state", title: t("state"), render: (_, each) => <DecisionTag state={each.state} /> },
    { key: "yes", title: t("endorsed"), align: "right", render: (_, each) => `${count(each, "endorse")}/${each.parties.length}` },
    { key: "no", title: t("objected"), align: "right", render: (_, each) => count(each, "object") },
  ];
  return <Table<Decision> rowKey="id" size="middle" columns={columns} dataSource={items} pagination={false} scroll={{ x: "max-content" }} />;
}

export function DecisionTag({ state }: { state: Decision["state"] }) {
  const { t } = useWords();
  const told = { open: ["processing", "decisionOpen"], adopted: ["success", "decisionAdopted"], withdrawn: ["default", "decisionWithdrawn"] } as const;
  const [color, word] = told[state];
  return <Tag color={color} className="state-tag">{t(word)}</Tag>;
}
