/** Money as it flows, column by column: from funders through jurisdictions to stages. */
import type { Colours } from "./colours";
import type { Option } from "./types";

export interface Flow {
  from: string;
  to: string;
  amount: number;
}
export interface Stop {
  id: string;
  name: string;
  colour: string;
  column: number;
}

/** Add up flows between the same two stops; leave out what is too small to be seen. */
export function summed(flows: readonly Flow[]): Flow[] {
  const sums = new Map<string, Flow>();
  for (const flow of flows) {
    const key = JSON.stringify([flow.from, flow.to]);
    const before = sums.get(key);
    sums.set(key, { ...flow, amount: (before?.amount ?? 0) + flow.amount });
  }
  const all = [...sums.values()];
  const whole = all.reduce((sum, flow) => sum + flow.amount, 0);
  return all.filter((flow) => flow.amount > 1e-6 * whole);
}

export function sankeyOption(stops: readonly Stop[], flows: readonly Flow[], show: (amount: number) => string, colours: Colours): Option {
  const used = new Set(flows.flatMap((flow) => [flow.from, flow.to]));
  const shown = stops.filter((stop) => used.has(stop.id));
  const names = new Map(stops.map((stop) => [stop.id, stop.name]));
  const last = Math.max(...shown.map((stop) => stop.column));
  return {
    animation: false,
    tooltip: {
      renderMode: "richText", confine: true,
      formatter: (about: any) =>
        about.dataType === "edge"
          ? `${names.get(about.data.source)} → ${names.get(about.data.target)}\n${show(about.data.value)}`
          : `${names.get(about.name)}\n${show(about.value)}`,
    },
    series: [{
      type: "sankey", left: 8, right: 8, top: 12, bottom: 12, nodeWidth: 14, nodeGap: 14, draggable: false, layoutIterations: 48,
      emphasis: { focus: "adjacency" },
      data: shown.map((stop) => ({
        name: stop.id, depth: stop.column,
        itemStyle: { color: stop.colour, borderWidth: 0 },
        label: { position: stop.column === last ? "left" as const : "right" as const },
      })),
      links: flows.map((flow) => ({ source: flow.from, target: flow.to, value: flow.amount })),
      lineStyle: { color: "source", opacity: 0.28, curveness: 0.5 },
      label: { color: colours.ink, fontSize: 13, formatter: (about: any) => names.get(about.name) ?? about.name, textBorderColor: colours.paper, textBorderWidth: 3 },
    }],
  };
}
