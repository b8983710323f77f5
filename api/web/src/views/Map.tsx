/** Who gets what: the map, period by period, and why a city gets so much. */
import { Segmented, Slider, Statistic, Card } from "antd";
import { useMemo, useState } from "react";
import type { ResultProps } from "../frame/registry";
import { type Joint, jointWork, moneyByCity, type Period } from "./answers";
import { CityCard } from "./CityCard";
import { CityMap } from "./CityMap";
import { Ranking } from "./Ranking";
import type { Allocation } from "./shapes";
import { useTelling } from "./telling";

const MOST_ARCS = 250;
/** Most periods that are written below the slider; the others are told when it stands on them. */
const MOST_MARKS = 6;

export default function MapView({ result, scenario, run }: ResultProps<Allocation>) {
  const tell = useTelling(scenario);
  const { t, colours } = tell;
  const [period, setPeriod] = useState<Period>(undefined);
  const [city, setCity] = useState<string>();
  const [which, setWhich] = useState<"all" | "across" | "none">("all");
  const all = useMemo(() => scales(result, scenario.periods), [result, scenario]);
  const money = useMemo(() => moneyByCity(result, period), [result, period]);
  const joint = useMemo(() => jointWork(result, period), [result, period]);
  const arcs = useMemo(() => joint.filter((each) => which === "all" || (which === "across" && each.border)).slice(0, MOST_ARCS).map((each) => ({
    ends: each.ends, amount: each.amount, colour: each.border ? colours.mark : colours.quiet,
    told: `${tell.name(each.ends[0])} – ${tell.name(each.ends[1])}\n${tell.amount(each.amount)}`,
  })), [joint, which, tell]);
  const spot = useMemo(() => (each: { id: string; jurisdiction: string }) => ({
    size: money.get(each.id) ?? 0, colour: tell.colour(each.jurisdiction),
    told: `${tell.name(each.id)}\n${tell.amount(money.get(each.id) ?? 0)}\n${tell.name(each.jurisdiction)}`,
  }), [money, tell]);
  const when = period === undefined ? t("allPeriods") : String(period);
  const sheet = {
    columns: [
      { key: "city", title: t("city"), of: (row: Allocation["cities"][number]) => tell.name(row.id) },
      { key: "jurisdiction", title: t("jurisdiction"), of: (row: Allocation["cities"][number]) => tell.name(row.jurisdiction), filter: true },
      { key: "received", title: `${t("received")} (${tell.unit})`, of: (row: Allocation["cities"][number]) => money.get(row.id) ?? 0, show: tell.format.number },
    ],
    rows: result.cities,
  };
  const top = [...money].sort((one, other) => other[1] - one[1])[0];
  return (
    <>
      <Headline result={result} tell={tell} />
      <div className="map-and-aside">
        <Card>
          <div className="controls">
            <Periods periods={scenario.periods} period={period} choose={setPeriod} all={t("allPeriods")} short={t("allShort")} label={t("period")} />
            <Segmented value={which} onChange={setWhich} aria-label={t("arcsShown")} options={[
              { value: "all", label: t("arcsAll") }, { value: "across", label: t("arcsAcross") }, { value: "none", label: t("arcsNone") },
            ]} />
          </div>
          <CityMap
            scenario={scenario} title={`${t("mapTitle")}, ${when}`} unit={tell.unit} sheet={sheet} spot={spot} arcs={arcs} chosen={city} pick={setCity}
            about={t("mapAbout", { n: result.cities.length, city: top ? tell.name(top[0]) : "–", amount: top ? tell.amount(top[1]) : "–" })}
            {...(period === undefined ? { most: all.whole, mostArc: all.wholeArc } : { most: all.period, mostArc: all.periodArc })}
          >
            <Legend scenario={scenario.jurisdictions.map((each) => each.id)} tell={tell} arcs={Math.min(arcs.length, MOST_ARCS)} of={joint.filter((each: Joint) => which === "all" || each.border).length} shown={which !== "none"} />
          </CityMap>
        </Card>
        <div aria-live="polite">
          {city === undefined ? <Ranking title={`${t("citiesGetMost")}, ${when}`} money={money} tell={tell} pick={setCity} /> : <CityCard key={city} result={result} scenario={scenario} city={city} close={() => setCity(undefined)} run={run} />}
        </div>
      </div>
    </>
  );
}

/** The largest figures, over all periods together and in any one, so that pictures can be compared. */
function scales(result: Allocation, periods: readonly (number | string)[]) {
  const each = periods.map((period) => [moneyByCity(result, period), jointWork(result, period)] as const);
  return {
    whole: Math.max(0, ...moneyByCity(result, undefined).values()),
    wholeArc: jointWork(result, undefined)[0]?.amount ?? 0,
    period: Math.max(0, ...each.flatMap(([money]) => [...money.values()])),
    periodArc: Math.max(0, ...each.map(([, joint]) => joint[0]?.amount ?? 0)),
  };
}

function Headline({ result, tell }: { result: Allocation; tell: ReturnType<typeof useTelling> }) {
  const { t, format } = tell;
  const across = result.grants.reduce((sum, grant) => sum + (grant.cross_border ? grant.amount : 0), 0);
  return (
    <Card>
      <div className="figures flush">
        <Statistic title={t("value")} value={format.points(result.value)} />
        <Statistic title={t("spentOf", { of: tell.amount(result.money.available) })} value={tell.amount(result.money.spent)} />
        <Statistic title={t("acrossBorders")} value={format.share(result.money.spent ? across / result.money.spent : 0)} />
        <Statistic title={t("citiesFunded")} value={`${result.cities.filter((city) => city.received > 1e-6).length} / ${result.cities.length}`} />
        <Statistic title={t("gap")} value={format.gap(result.gap)} />
      </div>
    </Card>
  );
}

/** The whole programme, or one period after the other. */
function Periods({ periods, period, choose, all, short, label }: { periods: readonly (number | string)[]; period: Period; choose: (period: Period) => void; all: string; short: string; label: string }) {
  if (periods.length < 2) return null;
  const told = [all, ...periods].map(String);
  const every = Math.ceil(periods.length / MOST_MARKS);
  const marks = Object.fromEntries(told.map((each, place) => [place, place === 0 ? short : (place - 1) % every === 0 ? each : " "]));
  const place = period === undefined ? 0 : periods.indexOf(period) + 1;
  return (
    <Slider className="periods" min={0} max={periods.length} step={1} marks={marks} value={place} ariaLabelForHandle={label}
      ariaValueTextFormatterForHandle={(value) => told[value ?? 0] ?? ""} tooltip={{ formatter: (value) => told[value ?? 0] }}
      onChange={(value) => choose(value === 0 ? undefined : periods[value - 1])} />
  );
}

function Legend({ scenario, tell, arcs, of, shown }: { scenario: string[]; tell: ReturnType<typeof useTelling>; arcs: number; of: number; shown: boolean }) {
  const { t, colours } = tell;
  return (
    <ul className="legend">
      {scenario.map((id) => <li key={id}><i className="dot" style={{ background: tell.colour(id) }} />{tell.name(id)}</li>)}
      {shown && <li><i className="dash" style={{ background: colours.mark }} />{t("arcAcross")}</li>}
      {shown && <li><i className="dash" style={{ background: colours.quiet }} />{t("arcWithin")}</li>}
      {shown && of > arcs && <li className="quiet">{t("arcsOf", { n: arcs, of })}</li>}
    </ul>
  );
}
