/** The rules of a scenario: what each says, which rows it produces, and how to add another one. */
import { DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Collapse, Tag } from "antd";
import { useState } from "react";
import { stringify } from "yaml";
import { Nothing } from "../frame/states";
import { useFormat } from "../format";
import { type Told, useWords } from "../words";
import { Assumed } from "./Funders";
import { type Kind, RuleDialog, type RuleValue } from "./RuleDialog";
import type { Part } from "./part";
import { append, idOf, records } from "./text";
import type { Checked } from "./useDraft";

interface Props extends Part {
  kinds: readonly Kind[];
}

type Editing = { index: number | undefined; rule: RuleValue | undefined };

export function Rules({ draft, set, wrong, disabled, kinds }: Props) {
  const { t } = useWords();
  const [editing, setEditing] = useState<Editing>();
  const { value } = draft.parsed;
  const rules = records(value.rules) as RuleValue[];
  const done = (rule: RuleValue) => {
    if (editing?.index === undefined) draft.write(append(draft.text, ["rules"], rule));
    else set([[["rules", editing.index], rule]]);
    setEditing(undefined);
  };
  return (
    <div className="form">
      {!disabled && (
        <div>
          <Button type="primary" ghost icon={<PlusOutlined aria-hidden />} onClick={() => setEditing({ index: undefined, rule: undefined })}>
            {t("edAddRule")}
          </Button>
        </div>
      )}
      {rules.length === 0 && <Nothing text={t("edRulesEmpty")} />}
      {rules.map((rule, index) => (
        <RuleCard
          key={index}
          rule={rule}
          kind={kinds.find((each) => each.kind === rule.kind)}
          rows={rowsOf(draft.verdict?.checked, rules, index)}
          wrong={wrong(["rules", index])}
          edit={disabled ? undefined : () => setEditing({ index, rule })}
          remove={disabled ? undefined : () => set([[["rules", index], undefined]])}
        />
      ))}
      {editing && <RuleDialog kinds={kinds} rule={editing.rule} scenario={value} done={done} close={() => setEditing(undefined)} />}
    </div>
  );
}

type Rows = Checked["rules"][number];

/** What the service found of a rule: rules come back in the order in which they are written. */
function rowsOf(checked: Checked | undefined, rules: RuleValue[], index: number): Rows | undefined {
  return checked?.rules.length === rules.length ? checked.rules[index] : undefined;
}

interface CardProps {
  rule: RuleValue;
  kind: Kind | undefined;
  rows: Rows | undefined;
  wrong: string | undefined;
  edit: (() => void) | undefined;
  remove: (() => void) | undefined;
}

function RuleCard({ rule, kind, rows, wrong, edit, remove }: CardProps) {
  const { t, say } = useWords();
  const name = rows?.rule ?? idOf(rule);
  const { kind: _, id: __, source, note: ___, assumption, ...fields } = rule;
  return (
    <section className={wrong ? "card wrong" : "card"} aria-label={name}>
      <div className="head">
        <h3>
          {say(kind?.title, String(rule.kind))} <code className="quiet">{name}</code>{" "}
          {assumption ? <Assumed why={assumption as Told} /> : null}
        </h3>
        <div className="actions">
          {rows && <Tag color={rows.rows ? "processing" : "default"}>{rows.rows ? t(rows.rows === 1 ? "edRuleRow" : "edRuleRows", { n: rows.rows }) : t("edRuleNone")}</Tag>}
          {edit && <Button size="small" icon={<EditOutlined aria-hidden />} aria-label={t("edEditRule", { rule: name })} onClick={edit} />}
          {remove && <Button size="small" danger icon={<DeleteOutlined aria-hidden />} aria-label={t("edRemoveRule", { rule: name })} onClick={remove} />}
        </div>
      </div>
      <p>{say(kind?.says)}</p>
      {Object.keys(fields).length > 0 && <pre className="fields">{stringify(fields, { lineWidth: 70, flowCollectionPadding: false }).trim()}</pre>}
      {source ? <p className="quiet">{say(source as Told)}</p> : null}
      {wrong && <p className="bad">{wrong}</p>}
      {rows && (rows.first.length > 0 || rows.inactive.length > 0) && <RowsShown rows={rows} kind={kind} />}
    </section>
  );
}

/** The first rows as sums over the ledger, and where the rule says nothing, why. */
function RowsShown({ rows, kind }: { rows: Rows; kind: Kind | undefined }) {
  const { t, say } = useWords();
  const format = useFormat();
  const body = (
    <>
      <ul className="rows">
        {rows.first.map((row) => (
          <li key={row.at.join("/")}>
            {t("edRow", { at: row.at.join(" · ") || "–", lines: format.whole(row.lines), sense: SENSE[row.sense] ?? row.sense, rhs: format.number(row.rhs) })}
          </li>
        ))}
        {rows.inactive.map((idle) => (
          <li key={idle.at.join("/")} className="quiet">{idle.at.join(" · ")}: {t("edRuleNone")}, {say(idle.reason)}</li>
        ))}
      </ul>
      {kind && <p className="quiet">{t("edPriceMeans", { means: say(kind.price_means) })}</p>}
    </>
  );
  return <Collapse ghost size="small" items={[{ key: "rows", label: t("edRuleShow"), children: body }]} />;
}

const SENSE: Record<string, string> = { "<=": "≤", ">=": "≥", "==": "=" };
