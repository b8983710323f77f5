/** Plans side by side: figures, who gets what in each, what was changed, and where it shows. */
import { Alert, Card, Segmented } from "antd";
import { useMemo, useState } from "react";
import type { ScenarioDocument } from "../api/scenario";
import { barOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import type { Column } from "../charts/types";
import { DataTable } from "../parts/DataTable";
import type { Text } from "../words";
import { CityMap } from "./CityMap";
import { useTelling } from "./telling";

interface Side { id: string; label: string; scenario: { title: Text; variant: string | null }; value: number | null; bound: number | null; gap: number | null; money: { available: number; spent: number | null } }
export interface Beside { id: string; jurisdiction?: string; chain?: string; stage?: string; rule?: string; received: (number | null)[]; value: (number | null)[] }
export interface Comparison { runs: Side[]; inputs: { pointer: string; says: Text }[][]; jurisdictions: Beside[]; cities: Beside[]; stages: Beside[]; instruments: Beside[] }

type Part = "jurisdictions" | "cities" | "stages" | "instruments";

/** All are compared with the first. */
export function SideBySide({ told, names: given, scenario }: { told: Comparison; names: readonly string[]; scenario: ScenarioDocument }) {
  const tell = useTelling(scenario);
  const { t, format, colours } = tell;
  const [part, setPart] = useState<Part>("jurisdictions");
  const [other, setOther] = useState(1);
  const names = given.map((name, place) => `${place + 1}. ${name.slice(0, 60)}`);
  const name = (row: Beside) => tell.name(row.stage ?? row.id);
  const columns: Column<Beside>[] = [
    { key: "name", title: t(part), of: name },
    ...names.map((title, place) => ({ key: `r${place}`, title: `${title} (${tell.unit})`, of: (row: Beside) => row.received[place], show: format.number })),
    ...names.slice(1).map((title, place) => ({ key: `d${place}`, title: `Δ ${title}`, of: (row: Beside) => (row.received[place + 1] ?? 0) - (row.received[0] ?? 0), show: format.number })),
  ];
  const bars = part === "cities" ? told.cities.slice().sort((one, two) => (two.received[0] ?? 0) - (one.received[0] ?? 0)).slice(0, 20) : told[part];
  const option = useMemo(() => barOption(bars.map(name), names.map((title, place) => ({ name: title, colour: colours.kinds[place % colours.kinds.length]!, values: bars.map((row) => row.received[place] ?? null) })), tell.amount, colours, true), [part, told, tell]);
  const change = useMemo(() => new Map(told.cities.map((row) => [row.id, (row.received[other] ?? 0) - (row.received[0] ?? 0)])), [told, other]);
  const spot = useMemo(() => (city: { id: string }) => { const by = change.get(city.id) ?? 0; return { size: Math.abs(by), colour: by >= 0 ? colours.kinds[0]! : colours.kinds[1]!, told: `${tell.name(city.id)}\n${by >= 0 ? "+" : ""}${tell.amount(by)}` }; }, [change, tell]);
  return (
    <>
      <Card>
        <DataTable name={t("compare")} sheet={{ columns: [
          { key: "run", title: t("run"), of: (row: Side) => names[told.runs.indexOf(row)] }, { key: "value", title: t("valuePoints"), of: (row: Side) => row.value, show: format.number },
          { key: "change", title: `Δ (${tell.points})`, of: (row: Side) => (row.value ?? 0) - (told.runs[0]?.value ?? 0), show: format.number }, { key: "spent", title: `${t("spent")} (${tell.unit})`, of: (row: Side) => row.money.spent, show: format.number }, { key: "gap", title: t("gap"), of: (row: Side) => row.gap, show: format.gap },
        ], rows: told.runs }} />
      </Card>
      <Card title={<h2>{t("inputDiffers")}</h2>}>
        {told.inputs.slice(1).map((changes, place) => (
          <section key={place}><h3>{names[place + 1]}</h3>{changes.length === 0 ? <p>{t("inputSame")}</p> : <ul>{changes.map((each, at) => <li key={at}>{tell.say(each.says)} <code>{each.pointer}</code></li>)}</ul>}</section>
        ))}
      </Card>
      <Card>
        <div className="scroll-x"><Segmented value={part} onChange={setPart} aria-label={t("compare")} options={(["jurisdictions", "cities", "stages", "instruments"] as const).map((value) => ({ value, label: t(value) }))} /></div>
        <Chart title={t("compareReceived")} unit={tell.unit} about="" option={option} height={bars.length * (16 + 12 * names.length) + 80} sheet={{ columns, rows: told[part] }} />
      </Card>
      <Card>
        {names.length > 2 && <Segmented value={other} onChange={setOther} aria-label={t("compareMap")} options={names.slice(1).map((label, place) => ({ value: place + 1, label }))} />}
        <CityMap scenario={scenario} title={`${t("compareMap")}: ${names[other]}`} unit={tell.unit} about={t("compareMapAbout")} spot={spot} sheet={{ columns: [{ key: "city", title: t("city"), of: (row: [string, number]) => tell.name(row[0]) }, { key: "change", title: `Δ (${tell.unit})`, of: (row: [string, number]) => row[1], show: format.number }], rows: [...change] }}>
          <ul className="legend"><li><i className="dot" style={{ background: colours.kinds[0] }} />{t("getsMore")}</li><li><i className="dot" style={{ background: colours.kinds[1] }} />{t("getsLess")}</li></ul>
        </CityMap>
        {told.runs.some((each) => each.value === null) && <Alert type="warning" title={t("noResult")} />}
      </Card>
    </>
  );
}
