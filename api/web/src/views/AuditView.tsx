/** A plan made by hand: what it breaks in sentences, its worth against the best, and the nearest plan that may be done. */
import { Alert, Card, Statistic, Tag } from "antd";
import { useMemo } from "react";
import { barOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import type { ResultProps } from "../frame/registry";
import { DataTable } from "../parts/DataTable";
import type { Word } from "../words";
import { type Telling, useTelling } from "./telling";

interface Violation { rule: string; owner: string; at: string[]; lhs: number; sense: string; rhs: number; by: number; unit: string }
interface Place { id: string; planned: number | null; optimum: number | null; nearest: number | null; to_optimum: number | null; to_nearest: number | null }
interface Audited {
  clean: boolean | null; chosen: boolean; violations: Violation[]; value: number | null; spent: number | null; optimum: number | null;
  distance: { optimum: number | null; nearest: number | null }; cities: Place[]; nearest: { value: number } | null;
}

/** What is broken that is no rule of the scenario: what any plan must keep. */
const IDENTITIES: Record<string, Word> = {
  fund: "breaksFund", unplaced: "breaksUnplaced", balance: "breaksBalance", placing: "breaksBalance", contribution: "breaksContribution", carry: "breaksCarry",
  readiness: "breaksReadiness", projects: "breaksProjects", request: "breaksRequest", "not-negative": "breaksNegative", unknown: "breaksUnknown",
};
const SENSE: Record<string, Word> = { ">=": "needsAtLeast", "<=": "needsAtMost", "=": "needsExactly" };

export default function AuditView({ result, scenario }: ResultProps<Audited>) {
  const tell = useTelling(scenario);
  const { t, format, colours } = tell;
  const worths = useMemo(() => [{ name: t("planned"), value: result.value }, { name: t("nearestPlan"), value: result.nearest?.value ?? null }, { name: t("bestPlan"), value: result.optimum }], [result, tell]);
  const option = useMemo(() => barOption(worths.map((each) => each.name), [{ name: t("value"), colour: colours.accent, values: worths.map((each) => each.value) }], format.points, colours, true), [worths, tell]);
  const rows = useMemo(() => [...result.cities].sort((one, other) => change(other) - change(one)), [result]);
  const money = (key: Exclude<keyof Place, "id">, title: string) => ({ key, title: `${title} (${tell.unit})`, of: (row: Place) => row[key], show: format.number });
  return (
    <>
      <Verdict result={result} tell={tell} />
      <Card>
        <div className="figures flush">
          <Statistic title={t("value")} value={format.points(result.value)} />
          <Statistic title={t("spent")} value={tell.amount(result.spent)} />
          <Statistic title={t("toNearest")} value={tell.amount(result.distance.nearest)} />
          <Statistic title={t("toOptimum")} value={tell.amount(result.distance.optimum)} />
        </div>
        {result.chosen && <p className="quiet">{t("auditChosen")}</p>}
      </Card>
      {result.violations.length > 0 && <Broken violations={result.violations} tell={tell} />}
      <Card>
        <Chart title={t("auditWorth")} unit={t("valuePoints")} about={t("auditWorthAbout")} option={option} height={190} sheet={{ columns: [{ key: "plan", title: t("plan"), of: (row: (typeof worths)[number]) => row.name }, { key: "value", title: t("valuePoints"), of: (row: (typeof worths)[number]) => row.value, show: format.number }], rows: worths }} />
      </Card>
      <Card title={<h2>{t("auditCities")}</h2>}>
        <DataTable name={t("auditCities")} sheet={{ columns: [{ key: "city", title: t("city"), of: (row: Place) => tell.name(row.id) }, money("planned", t("planned")), money("nearest", t("nearestPlan")), money("to_nearest", t("toNearest")), money("optimum", t("bestPlan")), money("to_optimum", t("toOptimum"))], rows }} />
      </Card>
    </>
  );
}

const change = (row: Place) => Math.max(Math.abs(row.to_nearest ?? 0), Math.abs(row.to_optimum ?? 0));

function Verdict({ result, tell }: { result: Audited; tell: Telling }) {
  const { t, format } = tell;
  const near = result.nearest === null ? (result.optimum === null ? t("auditNoPlan") : "") : result.clean ? "" : t("auditNearest", { value: format.points(result.nearest.value), moved: tell.amount(result.distance.nearest) });
  const best = result.optimum === null || result.value === null ? "" : t("auditBest", { value: format.points(result.optimum), more: format.points(Math.max(0, result.optimum - result.value)) });
  const title = result.clean === null ? t("auditUnknown") : result.clean ? t("auditClean") : t(result.violations.length === 1 ? "auditBreaksOne" : "auditBreaks", { n: result.violations.length });
  return <Alert type={result.clean === null ? "info" : result.clean ? "success" : "warning"} showIcon title={title} description={[near, best].filter(Boolean).join(" ")} />;
}

/** What it breaks: each rule in a sentence, the worst of its places first; all of them in the table. */
function Broken({ violations, tell }: { violations: Violation[]; tell: Telling }) {
  const { t, format } = tell;
  const sorted = [...violations].sort((one, other) => other.by - one.by);
  const name = (row: Violation) => (IDENTITIES[row.rule] ? t(IDENTITIES[row.rule]!) : tell.rule(row.rule));
  const owner = (row: Violation) => (row.owner === "all" ? t("everybodys") : tell.name(row.owner));
  const rules = new Map<string, Violation[]>();
  for (const row of sorted) rules.set(row.rule, [...(rules.get(row.rule) ?? []), row]);
  return (
    <Card title={<h2>{t("auditBroken")}</h2>}>
      <ul className="plain-list">
        {[...rules].map(([rule, rows]) => (
          <li key={rule}>
            <strong>{name(rows[0]!)}</strong> {rows.length > 1 ? t("brokenIn", { n: rows.length }) : <Tag>{owner(rows[0]!)}</Tag>}
            <div>{[tell.at(rows[0]!.at), missed(rows[0]!, tell)].filter(Boolean).join(": ")}</div>
          </li>
        ))}
      </ul>
      <DataTable name={t("auditBroken")} sheet={{ columns: [
        { key: "rule", title: t("rule"), of: name, filter: true }, { key: "at", title: t("place"), of: (row: Violation) => tell.at(row.at) }, { key: "owner", title: t("whose"), of: owner, filter: true },
        { key: "lhs", title: t("reached"), of: (row: Violation) => row.lhs, show: format.number }, { key: "rhs", title: t("limit"), of: (row: Violation) => row.rhs, show: format.number }, { key: "by", title: t("missedBy"), of: (row: Violation) => row.by, show: format.number },
        { key: "unit", title: t("unit"), of: (row: Violation) => unitOf(row, tell), filter: true },
      ], rows: sorted }} />
    </Card>
  );
}

/** By how much a row is missed; what is compared with nothing says only that. */
function missed(row: Violation, tell: Telling): string {
  const told = { is: counted(row.lhs, row, tell), needed: counted(row.rhs, row, tell), by: counted(row.by, row, tell) };
  if (row.rhs === 0 && row.sense !== "=") return tell.t(row.sense === ">=" ? "missesBy" : "exceedsBy", told);
  return tell.t(SENSE[row.sense] ?? "needsExactly", told);
}

function unitOf(row: Violation, tell: Telling): string {
  return row.unit === "points" ? tell.points : row.unit === "number" ? tell.t("inNumber") : tell.unit;
}

function counted(value: number, row: Violation, tell: Telling): string {
  return row.unit === "number" ? tell.format.number(value, Number.isInteger(value) ? 0 : 2) : `${tell.format.number(value)} ${unitOf(row, tell)}`;
}
