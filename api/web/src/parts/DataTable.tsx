/** A table that can be sorted, filtered, searched, and taken away as CSV or XLSX. */
import { Button, Input, Space, Table, type TableColumnsType } from "antd";
import { useMemo, useState } from "react";
import type { Column, Sheet } from "../charts/types";
import { useWords } from "../words";
import { csvOf, save, xlsxOf } from "./sheet";

const PAGE = 20;
/** With so many columns the first stays where it is while the others are scrolled. */
const FIXED_FROM = 3;
const MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

interface Props<Row> {
  sheet: Sheet<Row>;
  name: string;
  chosen?: (row: Row) => void;
}

export function DataTable<Row extends object>({ sheet, name, chosen }: Props<Row>) {
  const { t, language } = useWords();
  const [sought, setSought] = useState("");
  const words = sheet.columns.filter((column) => column.show === undefined);
  const rows = useMemo(() => found(sheet, words, sought), [sheet, sought]);
  const columns = sheet.columns.map((column, place) => ({ ...columnOf(column, sheet.rows, language), ...(place === 0 && sheet.columns.length > FIXED_FROM ? { fixed: "left" as const } : {}) }));
  const shown: Sheet<Row> = { ...sheet, rows };
  return (
    <div className="data-table">
      <Space wrap className="table-tools">
        {sheet.rows.length > 8 && <Input.Search allowClear size="small" placeholder={t("search")} aria-label={`${t("search")}: ${name}`} onChange={(event) => setSought(event.target.value)} />}
        <Button size="small" onClick={() => save(`${name}.csv`, csvOf(shown), "text/csv;charset=utf-8")}>CSV</Button>
        <Button size="small" onClick={() => save(`${name}.xlsx`, xlsxOf(shown, name), MEDIA)}>XLSX</Button>
      </Space>
      <Table<Row>
        size="small"
        aria-label={name}
        rowKey={(row) => sheet.rows.indexOf(row)}
        columns={columns}
        dataSource={[...rows]}
        scroll={{ x: "max-content" }}
        pagination={rows.length > PAGE ? { defaultPageSize: PAGE, showSizeChanger: true, size: "small", showTotal: (total) => t("rowsTotal", { n: total }) } : false}
        {...(chosen ? { onRow: (row: Row) => ({ onClick: () => chosen(row), className: "choosable" }) } : {})}
      />
    </div>
  );
}

function found<Row>(sheet: Sheet<Row>, words: readonly Column<Row>[], sought: string): readonly Row[] {
  const wanted = sought.trim().toLowerCase();
  if (wanted === "") return sheet.rows;
  return sheet.rows.filter((row) => words.some((column) => String(column.of(row) ?? "").toLowerCase().includes(wanted)));
}

function columnOf<Row>(column: Column<Row>, rows: readonly Row[], language: string): TableColumnsType<Row>[number] {
  const { show } = column;
  const filters = column.filter ? [...new Set(rows.map((row) => String(column.of(row) ?? "")))].filter(Boolean) : [];
  return {
    key: column.key,
    title: <Heading title={column.title} />,
    ...(show ? { align: "right" as const, className: "num" } : { className: "wrap" }),
    sorter: (one, other) => compared(column.of(one), column.of(other), language),
    sortDirections: show ? ["descend", "ascend"] : ["ascend", "descend"],
    render: (_, row) => (show ? show(column.of(row) as number | null) : column.of(row)),
    ...(filters.length > 1
      ? { filters: filters.map((value) => ({ text: value, value })), onFilter: (value: unknown, row: Row) => String(column.of(row) ?? "") === value }
      : {}),
  };
}

/** A heading, its unit below it: `Received (CNY million)`. */
function Heading({ title }: { title: string }) {
  const [, name, unit] = /^(.+) \(([^()]+)\)$/.exec(title) ?? [];
  return unit === undefined ? title : <>{name} <small className="unit">({unit})</small></>;
}

function compared(one: unknown, other: unknown, language: string): number {
  if (typeof one === "number" || typeof other === "number") return Number(one ?? -Infinity) - Number(other ?? -Infinity) || 0;
  return String(one ?? "").localeCompare(String(other ?? ""), language);
}
