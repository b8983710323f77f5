/** Bars, points and ranges on axes. */
import type { Colours } from "./colours";
import type { Option } from "./types";

export interface Series {
  name: string;
  colour: string;
  values: readonly (number | null)[];
}
type Show = (value: number) => string;

const axisOf = (colours: Colours) => ({
  axisLine: { lineStyle: { color: colours.line } },
  axisTick: { show: false },
  axisLabel: { color: colours.quiet },
  nameTextStyle: { color: colours.quiet },
  splitLine: { lineStyle: { color: colours.line } },
});

/** Longer names of series stand below each other, so that they fit on a narrow screen. */
const LONG = 16;

/** Bars side by side: one group a name; flat ones where there are many names. */
export function barOption(names: readonly string[], series: readonly Series[], show: Show, colours: Colours, flat = false): Option {
  const category = { ...axisOf(colours), type: "category" as const, data: [...names], inverse: flat, axisLabel: { color: colours.ink, interval: 0 } };
  const value = { ...axisOf(colours), type: "value" as const, axisLabel: { color: colours.quiet, formatter: short, hideOverlap: true } };
  const stacked = series.some((each) => each.name.length > LONG);
  const top = series.length < 2 ? 16 : stacked ? 20 + 22 * series.length : 40;
  return {
    animation: false,
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true, valueFormatter: (told) => show(Number(told)) },
    legend: series.length > 1 ? { top: 0, left: 0, orient: stacked ? "vertical" : "horizontal", textStyle: { color: colours.ink }, itemWidth: 14, itemHeight: 10 } : { show: false },
    grid: { left: 8, right: 24, top, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: flat ? value : category,
    yAxis: flat ? category : value,
    series: series.map((each) => ({ type: "bar" as const, name: each.name, data: [...each.values], itemStyle: { color: each.colour, borderRadius: 2 }, barMaxWidth: 36 })),
  };
}

/** A number in few letters for an axis, as the reader of the page writes it. */
export function short(value: number): string {
  const large = Math.abs(value) >= 1e5;
  const how: Intl.NumberFormatOptions = large ? { notation: "compact", maximumSignificantDigits: 3 } : { maximumSignificantDigits: 5 };
  return new Intl.NumberFormat(document.documentElement.lang || "en", how).format(value);
}

export interface Step {
  name: string;
  value: number | null;
  colour: string;
  told: string;
}

/** Steps that rise from one to the next, each with what it adds to the one before. */
export function stepsOption(steps: readonly Step[], show: Show, colours: Colours): Option {
  return {
    animation: false,
    tooltip: { renderMode: "richText", confine: true, formatter: (about: any) => steps[about.dataIndex]?.told ?? "" },
    grid: { left: 8, right: 16, top: 40, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { ...axisOf(colours), type: "category", data: steps.map((step) => step.name), axisLabel: { color: colours.ink, interval: 0, width: 64, overflow: "break" } },
    yAxis: { ...axisOf(colours), type: "value", axisLabel: { color: colours.quiet, formatter: short } },
    series: [{
      type: "bar", barMaxWidth: 110,
      data: steps.map((step) => ({ value: step.value, itemStyle: { color: step.colour, borderRadius: [3, 3, 0, 0] } })),
      label: { show: true, position: "top", color: colours.ink, lineHeight: 16, formatter: (about: any) => {
        const value = steps[about.dataIndex]?.value;
        const before = about.dataIndex > 0 ? steps[about.dataIndex - 1]?.value : null;
        if (value == null) return "";
        return before == null ? show(value) : `${show(value)}\n${value >= before ? "+" : "−"}${show(Math.abs(value - before))}`;
      } },
    }],
  };
}

export interface CurvePoint {
  at: number;
  value: number;
  knee: boolean;
  told: string;
}

/** Value against a bound; the knee and the chosen point are marked. */
export function curveOption(points: readonly CurvePoint[], chosen: number | undefined, words: { bound: string; value: string; knee: string }, showBound: Show, colours: Colours): Option {
  return {
    animation: false,
    tooltip: { renderMode: "richText", confine: true, formatter: (about: any) => points[about.dataIndex]?.told ?? "" },
    grid: { left: 8, right: 28, top: 34, bottom: 30, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { ...axisOf(colours), type: "value", scale: true, name: words.bound, nameLocation: "middle", nameGap: 30, axisLabel: { color: colours.quiet, formatter: showBound, hideOverlap: true } },
    yAxis: { ...axisOf(colours), type: "value", scale: true, name: words.value, nameTextStyle: { color: colours.quiet, align: "left" }, axisLabel: { color: colours.quiet, formatter: short } },
    series: [{
      type: "line", symbol: "circle", lineStyle: { color: colours.accent, width: 2 }, cursor: "pointer", triggerLineEvent: false,
      data: points.map((point) => ({
        value: [point.at, point.value],
        symbolSize: point.at === chosen ? 18 : point.knee ? 15 : 9,
        itemStyle: { color: point.knee ? colours.mark : colours.accent, borderColor: point.at === chosen ? colours.ink : colours.paper, borderWidth: point.at === chosen ? 3 : 1 },
        label: { show: point.knee, formatter: words.knee, position: "top", color: colours.ink, fontWeight: 600 },
      })),
    }],
  };
}

export interface Span {
  name: string;
  low: number;
  high: number;
  /** What the plan itself gives. */
  at: number;
  colour: string;
  told: string;
}

/** From the least to the most, a bar a name, with a mark where the plan stands. */
export function spansOption(spans: readonly Span[], words: { at: string; range: string }, colours: Colours): Option {
  return {
    animation: false,
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true, formatter: (about: any) => spans[about[0]?.dataIndex ?? about.dataIndex]?.told ?? "" },
    legend: { top: 0, left: 0, data: [words.range, words.at], textStyle: { color: colours.ink } },
    grid: { left: 8, right: 24, top: 36, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { ...axisOf(colours), type: "value", axisLabel: { color: colours.quiet, formatter: short, hideOverlap: true } },
    yAxis: { ...axisOf(colours), type: "category", inverse: true, data: spans.map((span) => span.name), axisLabel: { color: colours.ink, interval: 0 } },
    series: [
      { type: "bar", stack: "span", silent: true, itemStyle: { color: "transparent" }, data: spans.map((span) => span.low), barMaxWidth: 14 },
      { type: "bar", name: words.range, stack: "span", itemStyle: { color: colours.accent }, barMaxWidth: 14,
        data: spans.map((span) => ({ value: Math.max(span.high - span.low, 0), itemStyle: { color: span.colour, opacity: 0.6, borderRadius: 3 } })) },
      { type: "scatter", name: words.at, symbol: "diamond", symbolSize: 11, itemStyle: { color: colours.ink }, data: spans.map((span) => span.at), z: 4 },
    ],
  };
}
