/** A chart as it fits so many pixels: names that are too long break, labels keep within the picture. */
import { placing } from "./labels";
import type { Option } from "./types";

/** Narrower than this many pixels a chart is drawn for little width, such as on a phone. */
const NARROW = 560;
/** Names at the side of bars take up to this share of the width, and break beyond it. */
const NAMES = 0.4;
const LETTER = 6.4;
const LINE = 14;
const WIDE_LETTERS = /[\u2e80-\uffff]/g;

interface Side { type?: string; data?: readonly unknown[]; axisLabel?: object }

/** How wide a name is drawn, about, in pixels. */
function widthOf(name: unknown): number {
  const text = String(name);
  return LETTER * (text.length + (text.match(WIDE_LETTERS)?.length ?? 0));
}

/** How wide names at the side may be, and how many lines the longest takes; nothing where all fit. */
function breaks(option: Option, width: number): { side: Side; room: number; lines: number } | undefined {
  const side = option.yAxis as Side | undefined;
  if (side?.type !== "category") return undefined;
  const room = Math.round(NAMES * width);
  const longest = Math.max(0, ...(side.data ?? []).map(widthOf));
  return longest > room ? { side, room, lines: Math.ceil((1.15 * longest) / room) } : undefined;
}

/** The same chart for so many pixels of width. */
export function fitted(option: Option, width: number): Option {
  const fit: Option = { ...option };
  const broken = breaks(option, width);
  if (broken) fit.yAxis = { ...broken.side, axisLabel: { ...broken.side.axisLabel, width: broken.room, overflow: "break", lineHeight: LINE } } as never;
  const narrow = width < NARROW;
  const series = [option.series ?? []].flat() as { type?: string; label?: object }[];
  if (narrow && series[0]?.type === "sankey") fit.series = [{ ...series[0], label: { ...series[0].label, fontSize: 11, width: Math.round(0.3 * width), overflow: "truncate" } }] as never;
  const legend = option.legend as { show?: boolean; textStyle?: object } | undefined;
  if (narrow && legend && legend.show !== false) fit.legend = { ...legend, textStyle: { ...legend.textStyle, width: width - 50, overflow: "truncate" } } as never;
  if (option.geo) {
    fit.series = series.map((each) => (each.type === "scatter" ? { ...each, labelLayout: placing(width) } : each)) as never;
    if (narrow) fit.geo = { ...(option.geo as object), left: 16, right: 56, top: 8, bottom: 8 } as never;
  }
  return fit;
}

/** How high a chart must be at a width, pixels: names of several lines need room. */
export function heightAt(option: Option, width: number, height: number): number {
  const broken = width > 0 ? breaks(option, width) : undefined;
  return broken ? Math.max(height, (broken.side.data?.length ?? 0) * (broken.lines * LINE + 10) + 60) : height;
}
