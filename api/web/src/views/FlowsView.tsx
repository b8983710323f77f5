/** From whom to whom and for what: money from funders through jurisdictions to stages. */
import { Card } from "antd";
import { useMemo } from "react";
import { Chart } from "../charts/Chart";
import { sankeyOption, type Stop } from "../charts/flows";
import type { ResultProps } from "../frame/registry";
import { fundFlows } from "./answers";
import type { Allocation } from "./shapes";
import { useTelling } from "./telling";

export default function FlowsView({ result, scenario }: ResultProps<Allocation>) {
  const tell = useTelling(scenario);
  const { t, colours } = tell;
  const flows = useMemo(() => fundFlows(result), [result]);
  const stops = useMemo(() => {
    const many = scenario.chains.length > 1;
    const funders: Stop[] = scenario.funders.map((each) => ({ id: `funder ${each.id}`, name: tell.name(each.id), colour: each.jurisdiction ? tell.colour(each.jurisdiction) : colours.quiet, column: 0 }));
    const places: Stop[] = scenario.jurisdictions.map((each) => ({ id: `jurisdiction ${each.id}`, name: tell.name(each.id), colour: tell.colour(each.id), column: 1 }));
    const stages: Stop[] = result.stages.map((each, place) => ({
      id: `stage ${each.chain} ${each.stage}`, name: many ? `${tell.name(each.chain)} · ${tell.name(each.stage)}` : tell.name(each.stage), colour: colours.kinds[(place + 5) % 10]!, column: 2,
    }));
    return [...funders, ...places, ...stages];
  }, [scenario, result, tell]);
  const option = useMemo(() => sankeyOption(stops, flows, tell.amount, colours), [stops, flows, tell]);
  const names = new Map(stops.map((stop) => [stop.id, stop.name]));
  const sheet = {
    columns: [
      { key: "from", title: t("from"), of: (row: (typeof flows)[number]) => names.get(row.from), filter: true },
      { key: "to", title: t("to"), of: (row: (typeof flows)[number]) => names.get(row.to), filter: true },
      { key: "amount", title: `${t("amount")} (${tell.unit})`, of: (row: (typeof flows)[number]) => row.amount, show: tell.format.number },
    ],
    rows: flows,
  };
  return (
    <Card>
      <Chart title={t("flowsTitle")} unit={tell.unit} about={t("flowsAbout")} option={option} sheet={sheet} height={Math.max(460, result.stages.length * 44)} />
      <p className="quiet note">{t("flowsNote")}</p>
    </Card>
  );
}
