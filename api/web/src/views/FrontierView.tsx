/** Value against a bound: every point is a whole plan, which opens on the map. */
import { Alert, Card, Statistic } from "antd";
import { useMemo, useState } from "react";
import { curveOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import type { ResultProps } from "../frame/registry";
import { CityMap } from "./CityMap";
import { type Listed, recordsOf } from "./shapes";
import { useTelling } from "./telling";

interface Point {
  bound: number; feasible: boolean; value: number | null; knee: boolean; gini: number | null; smallest_return: number | null; cross_border_share: number | null; spent: number | null;
  allocation: { cities?: Listed } | null;
}
interface Frontier { complete: boolean; against: { name: string; gauge: string | null; rule: string; now: number | null }; points: Point[]; knee: { bound: number | null }; range: { binds: boolean } | null }

export default function FrontierView({ result, scenario }: ResultProps<Frontier>) {
  const tell = useTelling(scenario);
  const { t, format, colours } = tell;
  const points = useMemo(() => result.points.filter((each) => each.feasible && each.value != null), [result]);
  const [at, setAt] = useState<number>(result.knee.bound ?? points[0]?.bound ?? 0);
  const chosen = points.find((each) => each.bound === at);
  const chosenCities = useMemo(() => recordsOf<CityMoney>(chosen?.allocation?.cities), [chosen]);
  const asShare = points.every((each) => Math.abs(each.bound) <= 1);
  const digits = points.every((each) => Math.abs(each.bound * 100 - Math.round(each.bound * 100)) < 1e-9) ? 0 : 1;
  const showBound = (value: number | null | undefined) => (asShare ? format.share(value, digits) : format.number(value));
  const against = result.against.gauge ? t(GAUGES[result.against.gauge] ?? "bound") : `${tell.rule(result.against.rule)} · ${result.against.name.split(".").slice(2).join(".")}`;
  const option = useMemo(() => curveOption(points.map((each) => ({ at: each.bound, value: each.value!, knee: each.knee, told: `${against}: ${showBound(each.bound)}\n${format.points(each.value)}` })), at,
    { bound: against, value: t("valuePoints"), knee: t("knee") }, showBound, colours), [points, at, tell]);
  const number = (key: keyof Point, title: string, show = format.number as (value: number | null | undefined) => string) => ({ key, title, of: (row: Point) => row[key] as number, show });
  const best = Math.max(...points.map((each) => each.value!));
  if (points.length === 0) return <Alert type="warning" showIcon title={t(result.complete ? "frontierNone" : "stoppedBefore")} />;
  return (
    <>
      <Card>
        <Chart title={t("frontierTitle", { against })} unit={t("valuePoints")} about={t("frontierAbout", { n: points.length })} option={option} pick={({ index }) => points[index] && setAt(points[index].bound)} sheet={{
          columns: [number("bound", against, showBound), number("value", t("valuePoints")), { key: "knee", title: t("knee"), of: (row: Point) => (row.knee ? t("yes") : "") }, number("gini", t("gaugeGini"), (value) => format.number(value, 3)), number("smallest_return", t("gaugeReturn"), format.share), number("cross_border_share", t("acrossBorders"), format.share), number("spent", `${t("spent")} (${tell.unit})`)],
          rows: result.points,
        }} />
        <p className="quiet note">{t("frontierPick")}</p>
        <div className="point-picker">
          <label htmlFor="point">{against}</label>
          <select id="point" value={at} onChange={(event) => setAt(Number(event.target.value))}>{points.map((each) => <option key={each.bound} value={each.bound}>{showBound(each.bound)}{each.knee ? ` · ${t("knee")}` : ""}</option>)}</select>
        </div>
      </Card>
      {chosen && (
        <Card>
          <div className="figures flush">
            <Statistic title={against} value={showBound(chosen.bound)} />
            <Statistic title={t("value")} value={format.points(chosen.value)} />
            <Statistic title={t("costOfBound")} value={format.points(best - chosen.value!)} />
            <Statistic title={t("gaugeGini")} value={format.number(chosen.gini, 3)} />
            <Statistic title={t("acrossBorders")} value={format.share(chosen.cross_border_share)} />
          </div>
          <PlanMap scenario={scenario} cities={chosenCities} title={t("frontierMap", { against, at: showBound(chosen.bound) })} />
        </Card>
      )}
    </>
  );
}

const GAUGES: Record<string, "gaugeGini" | "gaugeReturn" | "gaugeBorder"> = { gini: "gaugeGini", smallest_return: "gaugeReturn", cross_border_share: "gaugeBorder", "smallest-return": "gaugeReturn", "cross-border-share": "gaugeBorder" };

/** What a plan that is kept with an answer tells of a city. */
export interface CityMoney { id?: string; city?: string; received?: number; amount?: number }

/** Money by city of a plan that is kept with an answer. */
export function PlanMap({ scenario, cities, title }: { scenario: ResultProps["scenario"]; cities: readonly CityMoney[]; title: string }) {
  const tell = useTelling(scenario);
  const { t, format } = tell;
  const money = useMemo(() => {
    const sums = new Map<string, number>();
    for (const row of cities) sums.set((row.id ?? row.city)!, (sums.get((row.id ?? row.city)!) ?? 0) + (row.received ?? row.amount ?? 0));
    return sums;
  }, [cities]);
  const spot = useMemo(() => (city: { id: string; jurisdiction: string }) => ({ size: money.get(city.id) ?? 0, colour: tell.colour(city.jurisdiction), told: `${tell.name(city.id)}\n${tell.amount(money.get(city.id) ?? 0)}` }), [money, tell]);
  return (
    <CityMap scenario={scenario} title={title} unit={tell.unit} about={t("planMapAbout", { n: [...money.values()].filter((each) => each > 0).length })} spot={spot} height={520} sheet={{
      columns: [{ key: "city", title: t("city"), of: (row) => tell.name(row[0]) }, { key: "received", title: `${t("received")} (${tell.unit})`, of: (row) => row[1], show: format.number }],
      rows: [...money],
    }} />
  );
}
