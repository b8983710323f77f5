/** Words that charts and tables share. */
import type { EChartsOption } from "echarts";

export type Option = EChartsOption;
export type Cell = string | number | null | undefined;

/** A column of a table: a word, or a number as the reader writes it. */
export interface Column<Row> {
  key: string;
  title: string;
  of: (row: Row) => Cell;
  /** How a number is written; without it the cell is a word. */
  show?: (value: number | null | undefined) => string;
  /** Whether its words are offered as filters. */
  filter?: boolean;
}

/** Rows under columns: what a chart shows, for those who read tables or take the figures away. */
export interface Sheet<Row = any> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}
