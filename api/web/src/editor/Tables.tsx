/** Lists of a scenario as tables: change a cell, or paste many from a spreadsheet. */
import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Pagination, Select } from "antd";
import { type ClipboardEvent, useEffect, useState } from "react";
import { Nothing } from "../frame/states";
import { useWords, type Words } from "../words";
import { append, at, change, idOf, type Key, type Path, type Plain, records } from "./text";
import type { Part } from "./part";

/** Lists that a scenario may have, with their name in both languages. */
const LISTS: readonly { path: Path; zh: string; en: string }[] = [
  { path: ["cities"], zh: "城市", en: "Cities" },
  { path: ["jurisdictions"], zh: "辖区", en: "Jurisdictions" },
  { path: ["funders"], zh: "出资方", en: "Funders" },
  { path: ["instruments"], zh: "政策工具", en: "Instruments" },
  { path: ["strengths", "sites"], zh: "节点强度", en: "Strengths of sites" },
  { path: ["links", "known"], zh: "已知联系", en: "Known links" },
  { path: ["projects"], zh: "项目", en: "Projects" },
  { path: ["partners"], zh: "合作方", en: "Partners" },
];
const PAGE = 25;

export function Tables(part: Part) {
  const { t, language } = useWords();
  const [chosen, setChosen] = useState(0);
  const options = LISTS.map((each, index) => ({ value: index, label: each[language], there: at(part.draft.parsed.value, each.path) })).filter((each) => each.there !== undefined);
  const list = LISTS[chosen] ?? LISTS[0]!;
  const rows = at(part.draft.parsed.value, list.path);
  return (
    <div className="form">
      <div className="actions">
        <Select<number> aria-label={t("edTable")} className="chooser-table" value={chosen} options={options.map(({ value, label }) => ({ value, label }))} onChange={setChosen} />
        <span className="quiet">{t("edPaste")}</span>
      </div>
      {Array.isArray(rows) ? <Grid key={list.path.join()} {...part} path={list.path} rows={records(rows)} name={list[language]} /> : <Nothing text={rows === undefined ? t("edNoTable") : t("edTableFile")} />}
    </div>
  );
}

interface GridProps extends Part {
  path: Path;
  rows: Plain[];
  name: string;
}

function Grid({ draft, path, rows, name, disabled }: GridProps) {
  const words = useWords();
  const { t } = words;
  const { message } = App.useApp();
  const [page, setPage] = useState(1);
  const columns = columnsOf(rows);
  const first = (page - 1) * PAGE;
  const shown = rows.slice(first, first + PAGE);
  const paste = (event: ClipboardEvent, row: number, column: number) => {
    const cells = cellsOf(event.clipboardData.getData("text/plain"));
    if (cells.length === 1 && cells[0]?.length === 1) return;
    event.preventDefault();
    draft.write(pasted(draft.text, path, rows, columns, cells, row, column));
    void message.success(t("edPasted", { rows: cells.length, columns: Math.max(...cells.map((each) => each.length)) }));
  };
  return (
    <>
      <div className="scroll tall" role="region" aria-label={name} tabIndex={0}>
        <table className="plain grid">
          <thead>
            <tr>
              <th>{"#"}</th>
              {columns.map((each) => <th key={each.label}>{each.label}</th>)}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={first + index}>
                <td className="quiet">{first + index + 1}</td>
                {columns.map((column, place) => (
                  <td key={column.label}>
                    <Cell
                      label={labelOf(words, first + index, column.label, row)}
                      value={at(row, column.path)}
                      disabled={disabled}
                      set={(given) => draft.write(change(draft.text, [[[...path, first + index, ...column.path], given]]))}
                      paste={(event) => paste(event, first + index, place)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="actions">
        {!disabled && (
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => draft.write(append(draft.text, path, blank(rows, columns)))}>
            {t("edAddRow")}
          </Button>
        )}
        {rows.length > PAGE && <Pagination size="small" current={page} pageSize={PAGE} total={rows.length} showSizeChanger={false} onChange={setPage} />}
      </div>
    </>
  );
}

function labelOf({ t }: Words, index: number, column: string, row: Plain): string {
  return `${row.id === undefined ? t("edRowN", { n: index + 1 }) : idOf(row)}: ${column}`;
}

interface CellProps {
  label: string;
  value: unknown;
  disabled: boolean;
  set: (value: unknown) => void;
  paste: (event: ClipboardEvent) => void;
}

function Cell({ label, value, disabled, set, paste }: CellProps) {
  const given = value == null ? "" : String(value);
  const [now, setNow] = useState(given);
  useEffect(() => setNow(given), [given]);
  return (
    <input
      aria-label={label}
      className={typeof value === "number" ? "num" : undefined}
      size={Math.min(24, Math.max(6, given.length + 1))}
      value={now}
      disabled={disabled}
      onChange={(event) => setNow(event.target.value)}
      onBlur={() => now !== given && set(typed(now))}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      onPaste={paste}
    />
  );
}

interface Column {
  label: string;
  path: readonly Key[];
}

/** Columns: every field that holds one value, and the two languages of a text. */
function columnsOf(rows: readonly Plain[]): Column[] {
  const found = new Map<string, Column>();
  const look = (record: Plain, before: readonly Key[]) => {
    for (const [name, value] of Object.entries(record)) {
      const path = [...before, name];
      if (typeof value !== "object" || value === null) found.set(path.join("."), { label: path.join("."), path });
      else if (!Array.isArray(value) && before.length === 0 && ("zh" in value || "en" in value)) look(value as Plain, path);
    }
  };
  for (const row of rows) look(row, []);
  return [...found.values()];
}

/** Cells as a spreadsheet puts them on the clipboard: tabs between them, quotes around breaks. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  // A cell in quotes may hold tabs, breaks, and quotes written twice.
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r?\n|$)/gy;
  for (let found = cell.exec(text); found !== null && (found[0] !== "" || found.index < text.length); found = cell.exec(text)) {
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "") break;
    if (found[3] !== "\t" && cell.lastIndex < text.length) rows.push([]);
    if (cell.lastIndex >= text.length) {
      if (found[3] === "\t") rows.at(-1)?.push("");
      break;
    }
  }
  return rows;
}

/** What is meant by a cell: a number with separators or a per cent sign, true or false, or a text. */
export function typed(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(trimmed)) return Number(trimmed.replaceAll(",", ""));
  if (/^-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(trimmed) && !/^-?0\d/.test(trimmed)) return Number(trimmed);
  if (/^-?\d+(\.\d+)?%$/.test(trimmed)) return Number((Number(trimmed.slice(0, -1)) / 100).toPrecision(12));
  if (/^(true|false)$/i.test(trimmed)) return trimmed.toLowerCase() === "true";
  return trimmed;
}

function pasted(text: string, path: Path, rows: readonly Plain[], columns: readonly Column[], cells: string[][], row: number, column: number): string {
  const changes: [Path, unknown][] = [];
  for (const [down, line] of cells.entries()) {
    const index = row + down;
    if (index >= rows.length) changes.push([[...path, index], {}]);
    for (const [across, cell] of line.entries()) {
      const target = columns[column + across];
      if (target && (typed(cell) !== undefined || index < rows.length)) changes.push([[...path, index, ...target.path], typed(cell)]);
    }
  }
  return change(text, changes);
}

/** A new row: nothing in it but what makes it one of its kind. */
function blank(rows: readonly Plain[], columns: readonly Column[]): Plain {
  if (rows[0] && "id" in rows[0]) return { id: `new-${rows.length + 1}` };
  const [column] = columns;
  return column ? { [String(column.path[0])]: "" } : { id: `new-${rows.length + 1}` };
}
