/** Each jurisdiction: what it pays in, what it gets, what it achieves, and whether it would do better alone. */
import { Alert, Card } from "antd";
import { useMemo } from "react";
import { barOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import type { ResultProps } from "../frame/registry";
import { DataTable } from "../parts/DataTable";
import { StartButton } from "./StartButton";
import type { Allocation, FunderRow, JurisdictionRow } from "./shapes";
import { type Telling, useTelling } from "./telling";

export default function JurisdictionsView({ result, scenario, run }: ResultProps<Allocation>) {
  const tell = useTelling(scenario);
  const { t, format } = tell;
  const known = result.jurisdictions.some((row) => row.alone != null);
  const rows = result.jurisdictions;
  const money = (key: keyof JurisdictionRow, title: string) => ({ key, title: `${title} (${tell.unit})`, of: (row: JurisdictionRow) => row[key] as number, show: format.number });
  const points = (key: keyof JurisdictionRow, title: string) => ({ key, title: `${title} (${tell.points})`, of: (row: JurisdictionRow) => row[key] as number, show: format.number });
  const name = { key: "id", title: t("jurisdiction"), of: (row: JurisdictionRow) => tell.name(row.id) };
  const option = useMemo(() => barOption(rows.map((row) => tell.name(row.id)), [
    { name: t("paidIn"), colour: tell.colours.kinds[1]!, values: rows.map((row) => row.contributed) },
    { name: t("received"), colour: tell.colours.kinds[0]!, values: rows.map((row) => row.received) },
  ], tell.amount, tell.colours), [rows, tell]);
  return (
    <>
      <Card>
        <Chart title={t("paidReceived")} unit={tell.unit} about={t("paidReceivedAbout")} option={option} sheet={{ columns: [name, money("contributed", t("paidIn")), money("received", t("received"))], rows }} />
      </Card>
      <Card title={<h2>{t("jurisdictions")}</h2>} extra={!known && <StartButton run={run} analysis="division" label={t("askAlone")} />}>
        {!known && <p className="quiet">{t("aloneUnknown")}</p>}
        <DataTable name={t("jurisdictions")} sheet={{
          columns: [
            name, money("contributed", t("paidIn")), money("received", t("received")), money("net", t("net")), money("sent_out", t("sentOut")), money("cross_border_received", t("acrossBorders")),
            points("value", t("value")), ...(known ? [points("alone", t("alone")), points("gain", t("gainOverAlone"))] : []),
          ], rows,
        }} />
      </Card>
      <Unspent result={result} tell={tell} />
    </>
  );
}

/** Money that nobody gets, and why. */
function Unspent({ result, tell }: { result: Allocation; tell: Telling }) {
  const { t } = tell;
  const left = result.funders.filter((row) => row.unspent > 1e-6 * Math.max(result.money.available, 1));
  if (left.length === 0) return <Alert type="success" showIcon title={t("allSpent", { amount: tell.amount(result.money.spent) })} />;
  return (
    <Card title={<h2>{t("unspentTitle", { amount: tell.amount(result.money.unspent) })}</h2>}>
      <p>{t("unspentWhy")}</p>
      <ul className="plain-list">
        {left.map((row, place) => <li key={place}>{reason(row, result, tell)}</li>)}
      </ul>
    </Card>
  );
}

function reason(row: FunderRow, result: Allocation, tell: Telling): string {
  const stops = [...new Set(result.rules.filter((each) => each.status === "binding" && (each.at.includes(row.id) || (row.jurisdiction !== null && each.at.includes(row.jurisdiction)))).map((each) => tell.rule(each.rule)))];
  const told = { funder: tell.name(row.id), period: String(row.period), amount: tell.amount(row.unspent), rules: stops.join(tell.language === "zh" ? "、" : "; ") };
  return tell.t(stops.length ? "unspentBy" : "unspentFull", told);
}
