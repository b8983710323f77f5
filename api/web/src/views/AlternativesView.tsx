/** What else is nearly as good: how far money can move, and plans that really differ. */
import { Card, Segmented } from "antd";
import { useMemo, useState } from "react";
import { spansOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import type { ResultProps } from "../frame/registry";
import { type CityMoney, PlanMap } from "./FrontierView";
import { type Listed, recordsOf } from "./shapes";
import type { Word } from "../words";
import { useTelling } from "./telling";

interface Range { least: number; most: number; base: number; [by: string]: number | string }
interface Plan { id: number; value: number; share: number; allocation: { cities?: Listed } | null; [more: string]: unknown }
interface Alternatives { by: string; within: number; ranges: Range[]; plans: Plan[] }
const BY: Record<string, Word> = { city: "city", jurisdiction: "jurisdiction", instrument: "instrument" };
const SHOWN = 45;

export default function AlternativesView({ result, scenario }: ResultProps<Alternatives>) {
  const tell = useTelling(scenario);
  const { t, format, colours } = tell;
  const [plan, setPlan] = useState(0);
  const name = (row: Range) => tell.name(String(row[result.by]));
  const rows = useMemo(() => result.ranges.filter((row) => row.most != null && row.least != null).sort((one, other) => other.base - one.base), [result]);
  const option = useMemo(() => spansOption(rows.slice(0, SHOWN).map((row) => ({ name: name(row), low: row.least, high: row.most, at: row.base, colour: colours.accent,
    told: `${name(row)}\n${t("fromTo", { low: tell.amount(row.least), high: tell.amount(row.most) })}\n${t("inPlan")}: ${tell.amount(row.base)}` })), { at: t("inPlan"), range: t("canGet") }, colours), [rows, tell]);
  const money = (key: "least" | "base" | "most", title: string) => ({ key, title: `${title} (${tell.unit})`, of: (row: Range) => row[key], show: format.number });
  const chosen = result.plans[plan];
  const cities = useMemo(() => recordsOf<CityMoney>(chosen?.allocation?.cities), [chosen]);
  return (
    <>
      <Card>
        <Chart title={t("rangesTitle", { within: format.share(result.within) })} unit={tell.unit} about={t("rangesAbout")} option={option} height={Math.min(rows.length, SHOWN) * 26 + 80}
          sheet={{ columns: [{ key: "who", title: t(BY[result.by] ?? "city"), of: name }, money("least", t("least")), money("base", t("inPlan")), money("most", t("most"))], rows }} />
      </Card>
      {chosen && (
        <Card title={<h2>{t("plansDiffer")}</h2>}>
          <div className="scroll-x"><Segmented value={plan} onChange={setPlan} options={result.plans.map((_, place) => ({ value: place, label: place === 0 ? t("bestPlan") : `${t("plan")} ${place}` }))} aria-label={t("plansDiffer")} /></div>
          <p>{format.points(chosen.value)}</p>
          <PlanMap scenario={scenario} cities={cities} title={plan === 0 ? t("bestPlan") : `${t("plan")} ${plan}`} />
        </Card>
      )}
    </>
  );
}
