/** Plans side by side: figures, who gets what in each, where it shows, and what was changed in the input. */
import { Alert, Card, Segmented } from "antd";
import { useMemo, useState } from "react";
import type { ScenarioDocument } from "../api/scenario";
import { barOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import type { Column } from "../charts/types";
import { DataTable } from "../parts/DataTable";
import { type Change, Changes } from "./Changes";
import { CityMap } from "./CityMap";
import { type Telling, useTelling } from "./telling";

interface Answer { answer: string; status: string; value: number | null; bound: number | null; gap: number | null; available: number; spent: number | null; cross_border: number | null; value_change: number | null; spent_change: number | null }
interface Row { answer: string; id: string; received: number | null; value: number | null }
type Part = "jurisdictions" | "cities" | "stages" | "instruments";
const PARTS = ["jurisdictions", "cities", "stages", "instruments"] as const;
const MOST_BARS = 20;
/** Longer names of answers leave no room for the figures. */
const LONGEST = 48;

/** What the analysis `compare` answers, and what the service says of runs that are compared at once. */
export interface Comparison { answers: Answer[]; input: { answer: string; changes: Change[] }[]; by: Record<Part, Row[]> }

/** One thing beside itself: what it gets in each answer. */
interface Beside { id: string; received: (number | null)[] }

/** All are compared with the first; `names` are those of the answers. */
export function SideBySide({ told, names: given, scenario }: { told: Comparison; names: readonly string[]; scenario: ScenarioDocument }) {
  const tell = useTelling(scenario);
  const { t } = tell;
  const names = given.map((name, place) => `${place + 1}. ${brief(tell.settings(name))}`);
  const by = useMemo(() => Object.fromEntries(PARTS.map((part) => [part, beside(told, part)])) as Record<Part, Beside[]>, [told]);
  return (
    <>
      <Figures answers={told.answers} names={names} tell={tell} />
      <Received by={by} names={names} tell={tell} />
      <ChangeMaps cities={by.cities} names={names} scenario={scenario} tell={tell} />
      <Card title={<h2>{t("inputDiffers")}</h2>}>
        {told.input.map(({ answer, changes }, place) => (
          <section key={answer}>
            {names.length > 2 && <h3>{names[place + 1]}</h3>}
            {changes.length === 0 ? <p>{t("inputSame")}</p> : <Changes changes={changes} tell={tell} />}
          </section>
        ))}
      </Card>
    </>
  );
}

const brief = (name: string) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);

function beside({ answers, by }: Comparison, part: Part): Beside[] {
  const labels = answers.map((each) => each.answer);
  const rows = new Map<string, Map<string, Row>>();
  for (const row of by[part]) rows.set(row.id, (rows.get(row.id) ?? new Map<string, Row>()).set(row.answer, row));
  return [...rows].map(([id, of]) => ({ id, received: labels.map((label) => of.get(label)?.received ?? null) }));
}

interface Shared { names: readonly string[]; tell: Telling }

function Figures({ answers, names, tell }: Shared & { answers: readonly Answer[] }) {
  const { t, format } = tell;
  const number = (key: "value" | "value_change" | "spent" | "spent_change" | "cross_border", title: string) => ({ key, title, of: (row: Answer) => row[key], show: format.number });
  return (
    <Card>
      <DataTable name={t("compare")} sheet={{ rows: answers, columns: [
        { key: "run", title: t("plan"), of: (row: Answer) => names[answers.indexOf(row)] },
        number("value", t("valuePoints")), number("value_change", `Δ ${t("valuePoints")}`), number("spent", `${t("spent")} (${tell.unit})`), number("spent_change", `Δ ${t("spent")} (${tell.unit})`),
        number("cross_border", `${t("acrossBorders")} (${tell.unit})`), { key: "gap", title: t("gap"), of: (row: Answer) => row.gap, show: format.gap },
      ] }} />
      {answers.some((each) => each.value === null) && <Alert type="warning" showIcon title={t("compareNoPlan", { names: answers.flatMap((each, place) => (each.value === null ? [names[place]] : [])).join(", ") })} />}
    </Card>
  );
}

function Received({ by, names, tell }: Shared & { by: Record<Part, Beside[]> }) {
  const { t, format, colours } = tell;
  const [part, setPart] = useState<Part>("jurisdictions");
  const name = (row: Beside) => tell.name(row.id.split("/").at(-1));
  const columns: Column<Beside>[] = [
    { key: "name", title: t(part), of: name },
    ...names.map((title, place) => ({ key: `r${place}`, title: `${title} (${tell.unit})`, of: (row: Beside) => row.received[place], show: format.number })),
    ...names.slice(1).map((title, place) => ({ key: `d${place}`, title: `Δ ${title} (${tell.unit})`, of: (row: Beside) => changeOf(row, place + 1), show: format.number })),
  ];
  const all = by[part];
  const bars = all.length > MOST_BARS ? [...all].sort((one, other) => largest(other) - largest(one)).slice(0, MOST_BARS) : all;
  const option = useMemo(() => barOption(bars.map(name), names.map((title, place) => ({ name: title, colour: colours.kinds[place % colours.kinds.length]!, values: bars.map((row) => row.received[place] ?? null) })), tell.amount, colours, true), [part, by, tell]);
  return (
    <Card>
      <Segmented value={part} onChange={setPart} aria-label={t("compare")} options={PARTS.map((value) => ({ value, label: t(value) }))} />
      <Chart title={t("compareReceived")} unit={tell.unit} about={t("compareReceivedAbout", { n: names.length })} option={option} height={bars.length * (16 + 12 * names.length) + 60 + 24 * names.length} sheet={{ columns, rows: all }} />
      {all.length > bars.length && <p className="quiet note">{t("compareMost", { n: bars.length, of: all.length })}</p>}
    </Card>
  );
}
const largest = (row: Beside) => Math.max(...row.received.map((each) => each ?? 0));
const changeOf = (row: Beside, other: number) => (row.received[other] ?? 0) - (row.received[0] ?? 0);

/** A map for each plan but the first, all on one scale, so that they can be compared with each other. */
function ChangeMaps({ cities, names, scenario, tell }: Shared & { cities: readonly Beside[]; scenario: ScenarioDocument }) {
  const { t, colours } = tell;
  const most = Math.max(0, ...cities.flatMap((row) => names.map((_, place) => Math.abs(changeOf(row, place)))));
  if (cities.length === 0) return null;
  return (
    <Card title={<h2>{t("compareMap")}</h2>}>
      <div className="multiples">
        {names.slice(1).map((name, place) => <ChangeMap key={name} name={name} change={new Map(cities.map((row) => [row.id, changeOf(row, place + 1)]))} most={most} small={names.length > 2} scenario={scenario} tell={tell} />)}
      </div>
      <ul className="legend"><li><i className="dot" style={{ background: colours.kinds[0] }} />{t("getsMore")}</li><li><i className="dot" style={{ background: colours.kinds[1] }} />{t("getsLess")}</li></ul>
    </Card>
  );
}

function ChangeMap({ name, change, most, small, scenario, tell }: { name: string; change: ReadonlyMap<string, number>; most: number; small: boolean; scenario: ScenarioDocument; tell: Telling }) {
  const { t, format, colours } = tell;
  const key = JSON.stringify([...change]);
  const spot = useMemo(() => (city: { id: string }) => {
    const by = change.get(city.id) ?? 0;
    return { size: Math.abs(by), colour: by >= 0 ? colours.kinds[0]! : colours.kinds[1]!, told: `${tell.name(city.id)}\n${by >= 0 ? "+" : ""}${tell.amount(by)}` };
  }, [key, tell]);
  return (
    <CityMap scenario={scenario} title={name} unit={tell.unit} about={t("compareMapAbout")} spot={spot} most={most} note={t("compareMapAbout")} {...(small ? { height: 380 } : {})} sheet={{
      columns: [{ key: "city", title: t("city"), of: (row: [string, number]) => tell.name(row[0]) }, { key: "change", title: `Δ (${tell.unit})`, of: (row: [string, number]) => row[1], show: format.number }],
      rows: [...change],
    }} />
  );
}
