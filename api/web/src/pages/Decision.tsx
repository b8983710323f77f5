/** A decision as its reader's side sees it: what the plan means for it, then endorse or object. */
import { CheckOutlined, StopOutlined } from "@ant-design/icons";
import { App, Button, Card, Input, Popconfirm, Statistic, Table, Tag } from "antd";
import { useState } from "react";
import { api, document_, type Schemas } from "../api/client";
import { namesOf, type ScenarioDocument } from "../api/scenario";
import { asFailed, useData } from "../api/useData";
import { useMay, useMe } from "../frame/me";
import type { PageProps } from "../frame/registry";
import { Link } from "../frame/router";
import { Await } from "../frame/states";
import { type Money, useFormat } from "../format";
import { type Text, useWords, type Word } from "../words";
import { ruleSums } from "../views/answers";
import { priceInWords, STATUS } from "../views/RulesView";
import type { RuleRow } from "../views/shapes";
import { useTelling } from "../views/telling";
import { DecisionTag } from "./Decisions";

type View = Schemas["DecisionView"];
type Party = Schemas["Party"];
type Standing = Schemas["Standing"];

interface Got {
  view: View;
  scenario: ScenarioDocument;
  reload: () => void;
}

export default function DecisionPage({ values }: PageProps) {
  const id = values.id ?? "";
  const asked = useData(`decision ${id}`, async () => {
    const view = (await api.GET("/v1/decisions/{id}", { params: { path: { id } } })).data!;
    const scenario = await document_<ScenarioDocument>(`/v1/runs/${view.run}/scenario`);
    return { view, scenario };
  });
  return <Await of={asked}>{(got) => <Shown {...got} reload={asked.reload} />}</Await>;
}

function Shown({ view, scenario, reload }: Got) {
  const { t, say } = useWords();
  const format = useFormat();
  const me = useMe();
  const mayAnswer = useMay("planner") && view.state === "open";
  const names = namesOf(scenario);
  const title = say(scenario.title, scenario.id);
  return (
    <>
      <header className="head">
        <div>
          <h1>{title} <DecisionTag state={view.state} /></h1>
          <p className="quiet">{t("by")} {view.owner} · {format.date(view.created)} · <Link to={`/runs/${view.run}`}>{t("result")}</Link></p>
          {view.notes && <p>{view.notes}</p>}
        </div>
        {mayAnswer && view.owner === me.organisation && <Withdraw id={view.id} done={reload} />}
      </header>
      <Parties view={view} names={names} />
      {view.own.map((standing) => (
        <Side key={standing.jurisdiction} standing={standing} money={scenario.money} name={say(names.get(standing.jurisdiction), standing.jurisdiction)}>
          {standing.rules.length > 0 && <RulesAbout rows={standing.rules as unknown as RuleRow[]} scenario={scenario} jurisdiction={standing.jurisdiction} />}
          {mayAnswer && <Answer id={view.id} jurisdiction={standing.jurisdiction} done={reload} />}
        </Side>
      ))}
      <Record id={view.id} state={`${view.state} ${view.changed}`} names={names} />
    </>
  );
}

function Withdraw({ id, done }: { id: string; done: () => void }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const withdraw = () => api.POST("/v1/decisions/{id}/withdraw", { params: { path: { id } } }).then(done, (error: unknown) => message.error(asFailed(error).message));
  return (
    <Popconfirm title={t("withdraw")} okText={t("withdraw")} onConfirm={withdraw}>
      <Button>{t("withdraw")}</Button>
    </Popconfirm>
  );
}

function Parties({ view, names }: { view: View; names: Map<string, Text> }) {
  const { t, say } = useWords();
  const format = useFormat();
  const columns = [
    { key: "jurisdiction", title: t("jurisdiction"), render: (_: unknown, each: Party) => say(names.get(each.jurisdiction), each.jurisdiction) },
    { key: "organisation", title: t("speaksFor"), render: (_: unknown, each: Party) => each.organisation },
    { key: "answer", title: t("answer"), render: (_: unknown, each: Party) => <AnswerTag answer={each.answer} /> },
    { key: "reason", title: t("reason"), render: (_: unknown, each: Party) => each.reason || "–" },
    { key: "when", title: t("time"), render: (_: unknown, each: Party) => format.date(each.answered) },
  ];
  return (
    <Card>
      <Table<Party> rowKey="jurisdiction" size="middle" columns={columns} dataSource={view.parties} pagination={false} scroll={{ x: "max-content" }} />
    </Card>
  );
}

function AnswerTag({ answer }: { answer: Party["answer"] }) {
  const { t } = useWords();
  if (answer === "endorse") return <Tag color="success">{t("endorsed")}</Tag>;
  return answer === "object" ? <Tag color="error">{t("objected")}</Tag> : <Tag>{t("answerNone")}</Tag>;
}

interface SideProps {
  standing: Standing;
  money: Money;
  name: string;
  children: React.ReactNode;
}

/** What the plan means for one jurisdiction: its money and value, and the rules about it. */
function Side({ standing, money, name, children }: SideProps) {
  const { t } = useWords();
  const format = useFormat();
  const position = (standing.position ?? {}) as Record<string, number | null>;
  const figures = [
    ["paidIn", position.contributed], ["received", position.received], ["net", position.net], ["fromOthers", position.from_own == null || position.received == null ? null : position.received - position.from_own], ["sentOut", position.sent_out],
  ] as const;
  return (
    <Card title={<h2>{t("yourSide", { jurisdiction: name })}</h2>}>
      <div className="figures">
        {figures.map(([word, amount]) => <Statistic key={word} title={t(word)} value={format.money(amount, money)} />)}
        <Statistic title={t("value")} value={format.points(position.value)} />
        {position.gain != null && <Statistic title={t("gain")} value={format.points(position.gain)} />}
      </div>
      {children}
    </Card>
  );
}

/** The rules about a jurisdiction, each once: whether it holds the plan back there, and what it costs. */
function RulesAbout({ rows, scenario, jurisdiction }: { rows: readonly RuleRow[]; scenario: ScenarioDocument; jurisdiction: string }) {
  const tell = useTelling(scenario);
  const { t } = tell;
  const where = (each: RuleRow) => tell.at(each.at.filter((part) => part !== jurisdiction));
  return (
    <>
      <h3 className="above">{t("rulesAboutYou")}</h3>
      <ul className="plain-list">
        {ruleSums(rows).map((sum) => (
          <li key={sum.rule}>
            <Tag color={sum.status === "binding" ? "warning" : "default"}>{t(STATUS[sum.status]!)}</Tag> <strong>{tell.rule(sum.rule)}</strong>
            <div>{priceInWords(sum.dearest ?? sum.rows[0]!, tell)}</div>
            {sum.binding.some((each) => where(each)) && <div className="quiet">{t("limitsAt", { n: sum.binding.length, at: sum.binding.map(where).filter(Boolean).join(tell.language === "zh" ? "、" : ", ") })}</div>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Answer({ id, jurisdiction, done }: { id: string; jurisdiction: string; done: () => void }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const answer = async (given: "endorse" | "object") => {
    if (given === "object" && !reason.trim()) return void message.warning(t("reasonNeeded"));
    setBusy(true);
    try {
      await api.POST("/v1/decisions/{id}/answers", { params: { path: { id } }, body: { jurisdiction, answer: given, reason } });
      done();
    } catch (error) {
      void message.error(asFailed(error).message);
    } finally {
      setBusy(false);
    }
    return undefined;
  };
  return (
    <div className="answer">
      <Input.TextArea aria-label={`${t("reason")} (${jurisdiction})`} placeholder={t("reason")} autoSize={{ minRows: 2 }} value={reason} onChange={(event) => setReason(event.target.value)} />
      <div className="actions">
        <Button type="primary" icon={<CheckOutlined aria-hidden />} loading={busy} onClick={() => void answer("endorse")}>{t("endorse")}</Button>
        <Button danger icon={<StopOutlined aria-hidden />} loading={busy} onClick={() => void answer("object")}>{t("object")}</Button>
      </div>
    </div>
  );
}

const STEPS: Record<string, Word> = { "decision-put": "stepPut", "decision-withdrawn": "decisionWithdrawn" };

/** Every step, the first one first. */
function Record({ id, state, names }: { id: string; state: string; names: Map<string, Text> }) {
  const { t, say } = useWords();
  const format = useFormat();
  const steps = useData(`record ${id} ${state}`, async () => (await api.GET("/v1/decisions/{id}/record", { params: { path: { id } } })).data!.items);
  const told = ({ action, details }: Schemas["Step"]) => {
    if (action !== "decision-answered") return STEPS[action] ? t(STEPS[action]) : action;
    const place = String(details.jurisdiction);
    return `${say(names.get(place), place)}: ${t(details.answer === "endorse" ? "endorsed" : "objected")}`;
  };
  return (
    <Card title={<h2>{t("record")}</h2>}>
      <Await of={steps} rows={2}>
        {(items) => (
          <ol className="record">
            {items.map((each) => <li key={each.number}>{format.date(each.at)} · {each.organisation} · {each.by} · <strong>{told(each)}</strong></li>)}
          </ol>
        )}
      </Await>
    </Card>
  );
}
