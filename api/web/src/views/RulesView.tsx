/** The rules: which of them hold the plan back, and what each costs, in plain words. */
import { Card, Tag } from "antd";
import type { ResultProps } from "../frame/registry";
import { DataTable } from "../parts/DataTable";
import { type RuleSum, ruleSums } from "./answers";
import type { Allocation, RuleRow } from "./shapes";
import type { Told } from "../words";
import { type Telling, useTelling } from "./telling";

const NOTHING = 5e-4;

/** What it would gain to loosen a rule a little. */
export function priceInWords(row: Pick<RuleRow, "price" | "price_low" | "price_high" | "unit" | "status">, tell: Telling): string {
  const { t, format } = tell;
  if (row.status === "inactive") return t("ruleInactive");
  if (row.status !== "binding") return t("ruleSlack");
  if (row.price == null) return t("rulePriceUnknown");
  const { by, times } = stepOf(row.unit, tell);
  const [low, high] = [row.price_low ?? row.price, row.price_high ?? row.price].map((price) => price * times) as [number, number];
  if (Math.abs(high) < NOTHING) return t("ruleFree");
  const gain = high - low > 0.01 * Math.abs(high) ? `${format.number(low, 3)}–${format.number(high, 3)}` : format.number(row.price * times, 3);
  return t("rulePrice", { by, gain });
}

/** By how much a rule is loosened when its price is told: a unit of money, a point, one. */
function stepOf(unit: string, tell: Telling): { by: string; times: number } {
  if (unit === "money") return { by: `1 ${tell.unit}`, times: 1 };
  if (unit === "points") return { by: tell.t("onePoint"), times: 1 };
  return { by: "1", times: 1 };
}

export default function RulesView({ result, scenario }: ResultProps<Allocation>) {
  const tell = useTelling(scenario);
  const { t } = tell;
  const sums = ruleSums(result.rules);
  const binding = sums.filter((each) => each.status === "binding");
  return (
    <>
      <Card title={<h2>{t("rulesBinding", { n: binding.length, of: sums.length })}</h2>}>
        <div className="rule-cards">
          {binding.map((each) => <RuleCard key={each.rule} sum={each} tell={tell} />)}
        </div>
        {sums.length > binding.length && (
          <>
            <h3>{t("rulesSlack")}</h3>
            <ul className="plain-list">
              {sums.filter((each) => each.status !== "binding").map((each) => (
                <li key={each.rule}><Status sum={each} tell={tell} /> {tell.rule(each.rule)} <code>{each.rule}</code> {reasonOf(each, tell)}</li>
              ))}
            </ul>
          </>
        )}
      </Card>
      <Card title={<h2>{t("rulesRows")}</h2>}>
        <DataTable name={t("rulesRows")} sheet={{
          columns: [
            { key: "rule", title: t("rule"), of: (row: RuleRow) => tell.rule(row.rule), filter: true },
            { key: "at", title: t("place"), of: (row: RuleRow) => tell.at(row.at) },
            { key: "status", title: t("state"), of: (row: RuleRow) => t(STATUS[row.status] ?? "ruleIsSlack"), filter: true },
            { key: "lhs", title: t("reached"), of: (row: RuleRow) => row.lhs, show: tell.format.number },
            { key: "sense", title: "", of: (row: RuleRow) => SIGN[row.sense] ?? row.sense },
            { key: "rhs", title: t("limit"), of: (row: RuleRow) => row.rhs, show: tell.format.number },
            { key: "price", title: t("priceOf"), of: (row: RuleRow) => row.price, show: (value) => (value === 0 ? "0" : tell.format.number(value, 4)) },
          ],
          rows: result.rules,
        }} />
      </Card>
    </>
  );
}

export const STATUS = { binding: "ruleIsBinding", slack: "ruleIsSlack", inactive: "ruleIsInactive" } as Record<string, "ruleIsBinding" | "ruleIsSlack" | "ruleIsInactive">;
const SIGN: Record<string, string> = { ">=": "≥", "<=": "≤", "=": "=" };

function reasonOf(sum: RuleSum, tell: Telling): string {
  const reason = sum.rows[0]?.reason;
  if (sum.status !== "inactive" || reason == null) return "";
  return tell.say(reason);
}

function Status({ sum, tell }: { sum: RuleSum; tell: Telling }) {
  const colour = sum.status === "binding" ? "warning" : "default";
  return <Tag color={colour}>{tell.t(STATUS[sum.status]!)}</Tag>;
}

function RuleCard({ sum, tell }: { sum: RuleSum; tell: Telling }) {
  const { t } = tell;
  const source = tell.say(tell.stanza(sum.rule)?.source as Told | undefined);
  return (
    <article className="rule-card">
      <h3>{tell.rule(sum.rule)} <code>{sum.rule}</code></h3>
      {sum.dearest && <p>{priceInWords(sum.dearest, tell)}{sum.dearest.price_means && <span className="quiet"> ({tell.say(sum.dearest.price_means)})</span>}</p>}
      {sum.rows.length > 1 && (
        <p className="quiet">
          {t("rulesAt", { n: sum.binding.length, of: sum.rows.length })} {sum.binding.slice(0, 6).map((row) => tell.at(row.at)).join(tell.language === "zh" ? "、" : "; ")}
          {sum.binding.length > 6 ? " …" : ""}
        </p>
      )}
      {source && <p className="quiet">{t("source")}: {source}</p>}
    </article>
  );
}
