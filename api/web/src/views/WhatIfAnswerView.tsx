/** What locked amounts and dropped rules cost: step by step, one by one, and who gains or loses. */
import { Alert, Card, Statistic } from "antd";
import { useMemo } from "react";
import { barOption, stepsOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import type { ResultProps } from "../frame/registry";
import { DataTable } from "../parts/DataTable";
import type { Word } from "../words";
import { type Telling, useTelling } from "./telling";

interface Step { step: string; feasible: boolean | null; value: number | null; change: number | null; spent: number | null; cross_border: number | null }
interface Lock { lock: string; city: string; period: number | string | null; sense: string; amount: number; before: number | null; value: number | null; cost: number | null; possible: number | null }
interface Drop { rule: string; kind: string; value: number | null; gain: number | null }
interface Place { id: string; received_before: number | null; received_after: number | null; received_change: number | null; value_change: number | null }
interface Answer { before: number | null; after: number | null; change: number | null; steps: Step[]; locks: Lock[]; drops: Drop[]; jurisdictions: Place[]; cities: Place[]; clashes: string[][] }

const STEPS: Record<string, Word> = { before: "asItIs", set: "stepSet", drop: "stepDrop", lock: "stepLock" };
const SENSE: Record<string, Word> = { "=": "exactly", ">=": "atLeast", "<=": "atMost" };

export default function WhatIfAnswerView({ result, scenario }: ResultProps<Answer>) {
  const tell = useTelling(scenario);
  const { t, format, colours } = tell;
  const name = (step: Step) => t(STEPS[step.step] ?? "stepSet");
  const steps = useMemo(() => stepsOption(result.steps.map((step) => ({ name: name(step), value: step.value, colour: step.step === "before" ? colours.quiet : colours.accent, told: `${name(step)}\n${format.points(step.value)}` })), format.number, colours), [result, tell]);
  const places = useMemo(() => barOption(result.jurisdictions.map((row) => tell.name(row.id)), [{ name: t("changeOf"), colour: colours.accent, values: result.jurisdictions.map((row) => row.received_change) }], tell.amount, colours), [result, tell]);
  const money = (key: "received_before" | "received_after" | "received_change", title: string) => ({ key, title: `${title} (${tell.unit})`, of: (row: Place) => row[key], show: format.number });
  const columns = (title: string) => [{ key: "id", title, of: (row: Place) => tell.name(row.id) }, money("received_before", t("beforeIt")), money("received_after", t("afterIt")), money("received_change", t("changeOf")),
    { key: "value", title: `${t("changeOf")} (${tell.points})`, of: (row: Place) => row.value_change, show: format.number }];
  return (
    <>
      {result.after === null && <Alert type="error" showIcon title={t("whatIfNone")} description={<Clashes result={result} tell={tell} />} />}
      <Card>
        <div className="figures flush">
          <Statistic title={t("beforeIt")} value={format.points(result.before)} />
          <Statistic title={t("afterIt")} value={format.points(result.after)} />
          {result.change !== null && <Statistic title={result.change < 0 ? t("itCosts") : t("itGains")} value={format.points(Math.abs(result.change))} className={result.change < 0 ? "loss" : "gain"} />}
        </div>
        <Overrides result={result} tell={tell} />
      </Card>
      {result.steps.length > 1 && (
        <Card>
          <Chart title={t("stepsTitle")} unit={t("valuePoints")} about={t("stepsAbout")} option={steps} height={300} sheet={{ columns: [
            { key: "step", title: t("stepOf"), of: name }, { key: "value", title: t("valuePoints"), of: (row: Step) => row.value, show: format.number }, { key: "change", title: `${t("changeOf")} (${tell.points})`, of: (row: Step) => row.change, show: format.number },
            { key: "spent", title: `${t("spent")} (${tell.unit})`, of: (row: Step) => row.spent, show: format.number }, { key: "across", title: `${t("acrossBorders")} (${tell.unit})`, of: (row: Step) => row.cross_border, show: format.number },
          ], rows: result.steps }} />
        </Card>
      )}
      {result.after !== null && (
        <>
          <Card><Chart title={t("whatIfWho")} unit={tell.unit} about={t("whatIfWhoAbout")} option={places} height={280} sheet={{ columns: columns(t("jurisdiction")), rows: result.jurisdictions }} /></Card>
          <Card title={<h2>{t("cities")}</h2>}><DataTable name={t("cities")} sheet={{ columns: columns(t("city")), rows: [...result.cities].sort((one, other) => Math.abs(other.received_change ?? 0) - Math.abs(one.received_change ?? 0)) }} /></Card>
        </>
      )}
    </>
  );
}

/** Each lock and each dropped rule in a sentence. */
function Overrides({ result, tell }: { result: Answer; tell: Telling }) {
  const { t, format } = tell;
  return (
    <ul className="plain-list">
      {result.locks.map((lock) => (
        <li key={lock.lock}>
          <strong>{placeOf(lock, tell)}</strong>: {amountOf(lock, tell)}.{" "}
          {lock.cost !== null ? t("lockCost", { before: tell.amount(lock.before), cost: format.points(lock.cost) }) : lock.possible !== null ? t("lockPossible", { amount: tell.amount(lock.possible) }) : t("lockImpossible")}
        </li>
      ))}
      {result.drops.map((drop) => <li key={drop.rule}><strong>{tell.rule(drop.rule)}</strong>: {t("dropGain", { gain: format.points(drop.gain) })}</li>)}
    </ul>
  );
}

const placeOf = (lock: Lock, tell: Telling) => `${tell.name(lock.city)}${lock.period === null ? "" : ` · ${lock.period}`}`;
const amountOf = (lock: Lock, tell: Telling) => `${tell.t(SENSE[lock.sense] ?? "exactly")} ${tell.amount(lock.amount)}`;

/** What cannot be kept together: rules, and amounts that were locked. */
function Clashes({ result, tell }: { result: Answer; tell: Telling }) {
  const locks = new Map(result.locks.map((lock) => [lock.lock, `${placeOf(lock, tell)}: ${amountOf(lock, tell)}`]));
  const told = (part: string) => locks.get(part) ?? tell.rule(part);
  return <ul className="faults">{result.clashes.map((clash, place) => <li key={place}>{tell.t("clashOf", { rules: clash.map(told).join("; ") })}</li>)}</ul>;
}
