/** What each rule costs, how far its price holds, and what dropping it alone would gain. */
import { Card } from "antd";
import { useMemo } from "react";
import { barOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import type { ResultProps } from "../frame/registry";
import { DataTable } from "../parts/DataTable";
import { priceInWords } from "./RulesView";
import type { RuleRow } from "./shapes";
import { useTelling } from "./telling";

type Price = RuleRow & { rows: number; binding: number; holds_looser: number | null; holds_tighter: number | null };

export default function PricesView({ result, scenario }: ResultProps<{ rules: Price[] }>) {
  const tell = useTelling(scenario);
  const { t, format, colours } = tell;
  const rows = useMemo(() => [...result.rules].sort((one, other) => (other.dropped ?? 0) - (one.dropped ?? 0)), [result]);
  const option = useMemo(() => barOption(rows.map((row) => tell.rule(row.rule)), [{ name: t("gainDropped"), colour: colours.accent, values: rows.map((row) => row.dropped) }], format.points, colours, true), [rows, tell]);
  const number = (key: keyof Price, title: string, digits?: number) => ({ key, title, of: (row: Price) => row[key] as number, show: (value: number | null | undefined) => format.number(value, digits) });
  const rule = { key: "rule", title: t("rule"), of: (row: Price) => tell.rule(row.rule) };
  return (
    <>
      <Card><Chart title={t("droppedTitle")} unit={tell.points} about={t("droppedAbout")} option={option} height={rows.length * 32 + 40} sheet={{ columns: [rule, number("dropped", `${t("gainDropped")} (${tell.points})`)], rows }} /></Card>
      <Card title={<h2>{t("pricesTitle")}</h2>}>
        <DataTable name={t("pricesTitle")} sheet={{ columns: [rule, { key: "words", title: t("meaning"), of: (row: Price) => priceInWords(row, tell) }, number("price", t("priceOf"), 4), number("holds_looser", t("holdsLooser")), number("holds_tighter", t("holdsTighter")), number("dropped", `${t("gainDropped")} (${tell.points})`), number("binding", t("bindingRows"), 0), number("rows", t("allRows"), 0)], rows }} />
      </Card>
    </>
  );
}
