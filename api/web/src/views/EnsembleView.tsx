/** Whether a plan survives other assumptions: how often each city is funded, and with how much. */
import { Alert, Card, Statistic } from "antd";
import { useMemo } from "react";
import { spansOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import type { ResultProps } from "../frame/registry";
import { CityMap } from "./CityMap";
import { useTelling } from "./telling";

interface Row { id: string; funded_share: number; p10: number; p50: number; p90: number; base?: number }
interface Worth { mean: number; cvar: number }
interface Ensemble {
  value: number | null; draws: { asked: number; done: number }; cities: Row[]; assumed: boolean; failures: unknown[];
  regret: { mean: number; most: number; share: number } | null; base: Worth | null; cautious: (Worth & { weight: number }) | null;
}
const SHOWN = 30;

export default function EnsembleView({ result, scenario }: ResultProps<Ensemble>) {
  const tell = useTelling(scenario);
  const { t, format, colours } = tell;
  const rows = useMemo(() => [...result.cities].sort((one, other) => other.p50 - one.p50), [result]);
  const by = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const spot = useMemo(() => (city: { id: string }) => {
    const row = by.get(city.id);
    return { size: row?.p50 ?? 0, colour: shadeOf(row?.funded_share ?? 0, colours.accent, colours.line), told: `${tell.name(city.id)}\n${t("fundedIn", { share: format.share(row?.funded_share, 0) })}\n${t("median")}: ${tell.amount(row?.p50)}` };
  }, [by, tell]);
  const option = useMemo(() => spansOption(rows.slice(0, SHOWN).map((row) => ({
    name: tell.name(row.id), low: row.p10, high: row.p90, at: row.base ?? row.p50, colour: colours.accent,
    told: `${tell.name(row.id)}\n${t("fromTo", { low: tell.amount(row.p10), high: tell.amount(row.p90) })}\n${t("inPlan")}: ${tell.amount(row.base ?? row.p50)}`,
  })), { at: t("inPlan"), range: t("eightOfTen") }, colours), [rows, tell]);
  const money = (key: "p10" | "p50" | "p90" | "base", title: string) => ({ key, title: `${title} (${tell.unit})`, of: (row: Row) => row[key], show: format.number });
  const sheet = { columns: [{ key: "city", title: t("city"), of: (row: Row) => tell.name(row.id) }, { key: "funded", title: t("fundedShare"), of: (row: Row) => row.funded_share, show: (value: number | null | undefined) => format.share(value, 0) }, money("p10", t("p10")), money("p50", t("median")), money("p90", t("p90")), money("base", t("inPlan"))], rows };
  if (rows.length === 0) return <Alert type="warning" showIcon title={t("ensembleNone")} />;
  return (
    <>
      <Card>
        <p>{t("ensembleSays", { n: format.whole(result.draws.done), regret: format.points(result.regret?.mean), share: format.share(result.regret?.share) })}{result.assumed && ` ${t("ensembleAssumed")}`}</p>
        <div className="figures flush">
          <Statistic title={t("drawsDone")} value={`${format.whole(result.draws.done)} / ${format.whole(result.draws.asked)}`} />
          <Statistic title={t("regretMean")} value={format.points(result.regret?.mean)} />
          <Statistic title={t("regretMost")} value={format.points(result.regret?.most)} />
          <Statistic title={t("worthMean")} value={format.points(result.base?.mean)} />
          <Statistic title={t("worthTail")} value={format.points(result.base?.cvar)} />
          {result.cautious && <Statistic title={t("cautiousTail")} value={format.points(result.cautious.cvar)} />}
        </div>
      </Card>
      <Card><CityMap scenario={scenario} title={t("ensembleMap")} unit={`${t("median")}, ${tell.unit}`} about={t("ensembleMapAbout")} note={t("ensembleMapAbout")} spot={spot} sheet={sheet} height={560}><p className="legend"><span className="shades">{t("fundedNever")} <i style={{ background: `linear-gradient(to right, ${colours.line}, ${colours.accent})` }} /> {t("fundedAlways")}</span></p></CityMap></Card>
      <Card><Chart title={t("ensembleRanges")} unit={tell.unit} about={t("ensembleRangesAbout")} option={option} sheet={sheet} height={Math.min(rows.length, SHOWN) * 26 + 80} /></Card>
    </>
  );
}

/** A colour between two, both as `#rrggbb`. */
export function shadeOf(share: number, full: string, none: string): string {
  const part = (colour: string, place: number) => parseInt(colour.slice(1 + 2 * place, 3 + 2 * place), 16);
  return `#${[0, 1, 2].map((place) => Math.round(part(none, place) + (part(full, place) - part(none, place)) * share).toString(16).padStart(2, "0")).join("")}`;
}
