/** What division costs: four regimes as steps, who gains, and what each rule costs when it is dropped. */
import { Card } from "antd";
import { useMemo } from "react";
import { barOption, stepsOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import type { ResultProps } from "../frame/registry";
import { useTelling } from "./telling";

interface Member { jurisdiction: string; contributed: number; received: number; value: number; gain: number | null }
interface Regime { id: "silo" | "virtual" | "rules" | "borderless"; feasible: boolean; value: number | null; available: number; spent: number | null; cross_border: number | null; cross_border_share: number | null; jurisdictions: Member[] }
interface Division { regimes: Regime[]; dropped: { rule: string; kind: string; value: number | null; gain: number | null }[] }

const NAMES = { silo: "regimeSilo", virtual: "regimeVirtual", rules: "regimeRules", borderless: "regimeBorderless" } as const;
const MEANS = { silo: "regimeSiloMeans", virtual: "regimeVirtualMeans", rules: "regimeRulesMeans", borderless: "regimeBorderlessMeans" } as const;

export default function DivisionView({ result, scenario }: ResultProps<Division>) {
  const tell = useTelling(scenario);
  const { t, format, colours } = tell;
  const { regimes } = result;
  const option = useMemo(() => stepsOption(regimes.map((each) => ({
    name: t(NAMES[each.id]), value: each.value, colour: each.id === "rules" ? colours.mark : colours.accent,
    told: `${t(NAMES[each.id])}\n${format.points(each.value)}\n${t("acrossBorders")}: ${tell.amount(each.cross_border)}`,
  })), format.number, colours), [regimes, tell]);
  const members = regimes.flatMap((regime) => regime.jurisdictions.map((row) => ({ ...row, regime: regime.id })));
  const gains = useMemo(() => barOption(scenario.jurisdictions.map((each) => tell.name(each.id)), regimes.filter((each) => each.id !== "silo").map((regime, place) => ({
    name: t(NAMES[regime.id]), colour: colours.kinds[place]!,
    values: scenario.jurisdictions.map((each) => regime.jurisdictions.find((row) => row.jurisdiction === each.id)?.gain ?? null),
  })), format.points, colours), [regimes, tell]);
  const dropped = result.dropped.filter((each) => each.gain != null).sort((one, other) => (other.gain ?? 0) - (one.gain ?? 0));
  const ranked = useMemo(() => barOption(dropped.map((each) => tell.rule(each.rule)), [{ name: t("gainDropped"), colour: colours.accent, values: dropped.map((each) => each.gain) }], format.points, colours, true), [dropped.length, tell]);
  const number = (key: string, title: string, of: (row: any) => number | null, show = format.number) => ({ key, title, of, show });
  return (
    <>
      <Card>
        <Chart title={t("divisionTitle")} unit={t("valuePoints")} about={t("divisionAbout")} option={option} sheet={{
          columns: [
            { key: "regime", title: t("regime"), of: (row: Regime) => t(NAMES[row.id]) }, { key: "means", title: t("meaning"), of: (row: Regime) => t(MEANS[row.id]) },
            number("value", t("valuePoints"), (row) => row.value), number("spent", `${t("spent")} (${tell.unit})`, (row) => row.spent), number("across", `${t("acrossBorders")} (${tell.unit})`, (row) => row.cross_border),
          ], rows: regimes,
        }} />
        <dl className="regimes">
          {regimes.map((each) => (
            <div key={each.id}>
              <dt>{t(NAMES[each.id])}</dt>
              <dd>{t(MEANS[each.id])}<br /><span className="quiet">{each.feasible ? t("regimeMoney", { spent: tell.amount(each.spent), across: tell.amount(each.cross_border), share: format.share(each.cross_border_share) }) : t("regimeNone")}</span></dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card>
        <Chart title={t("gainsTitle")} unit={tell.points} about={t("gainsAbout")} option={gains} sheet={{
          columns: [
            { key: "regime", title: t("regime"), of: (row: (typeof members)[number]) => t(NAMES[row.regime]), filter: true }, { key: "who", title: t("jurisdiction"), of: (row: (typeof members)[number]) => tell.name(row.jurisdiction), filter: true },
            number("contributed", `${t("paidIn")} (${tell.unit})`, (row) => row.contributed), number("received", `${t("received")} (${tell.unit})`, (row) => row.received), number("value", t("valuePoints"), (row) => row.value), number("gain", `${t("gainOverAlone")} (${tell.points})`, (row) => row.gain),
          ], rows: members,
        }} />
      </Card>
      <Card>
        <Chart title={t("droppedTitle")} unit={tell.points} about={t("droppedAbout")} option={ranked} height={Math.max(200, dropped.length * 32 + 40)} sheet={{
          columns: [{ key: "rule", title: t("rule"), of: (row: (typeof dropped)[number]) => tell.rule(row.rule) }, number("gain", `${t("gainDropped")} (${tell.points})`, (row) => row.gain)], rows: result.dropped,
        }} />
      </Card>
    </>
  );
}
