/** A table as a file: CSV, or a workbook with one sheet, made in the browser. */
import type { Cell, Sheet } from "../charts/types";

const MARK = "\ufeff"; // tells Excel that the file is UTF-8

/** Return the table as rows of cells, its titles first. */
export function cellsOf(sheet: Sheet): Cell[][] {
  return [sheet.columns.map((column) => column.title), ...sheet.rows.map((row) => sheet.columns.map((column) => column.of(row)))];
}

export function csvOf(sheet: Sheet): string {
  const quoted = (cell: Cell) => {
    const text = cell == null ? "" : String(cell);
    const harmless = typeof cell !== "number" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  };
  return MARK + cellsOf(sheet).map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
}

/** Return a workbook (Office Open XML) with the table in its one sheet. */
export function xlsxOf(sheet: Sheet, title: string): Uint8Array<ArrayBuffer> {
  const relations = (entries: string) => `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries}</Relationships>`;
  const name = escaped(title.replace(/[[\]*?:/\\]/g, " ").slice(0, 31) || "1");
  return zipped({
    "[Content_Types].xml": `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET}.worksheet+xml"/></Types>`,
    "_rels/.rels": relations(`<Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/>`),
    "xl/workbook.xml": `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${name}" sheetId="1" r:id="r1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations(`<Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>`),
    "xl/worksheets/sheet1.xml": `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${cellsOf(sheet).map((row) => `<row>${row.map(cellOf).join("")}</row>`).join("")}</sheetData></worksheet>`,
  });
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml";

function cellOf(cell: Cell): string {
  if (typeof cell === "number" && Number.isFinite(cell)) return `<c><v>${cell}</v></c>`;
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell == null ? "" : String(cell))}</t></is></c>`;
}

function escaped(text: string): string {
  const plain = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Pack files into a zip archive, as they are. */
function zipped(files: Record<string, string>): Uint8Array<ArrayBuffer> {
  const coder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const index: Uint8Array[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [title, data] = [coder.encode(name), coder.encode(text)];
    const common = [20, 0x0800, 0, 0, 33, [crc(data)], [data.length], [data.length], title.length, 0] as const;
    const head = packed([[0x04034b50], ...common]);
    index.push(packed([[0x02014b50], 20, ...common, 0, 0, 0, [0], [offset]]), title);
    parts.push(head, title, data);
    offset += head.length + title.length + data.length;
  }
  const size = index.reduce((sum, part) => sum + part.length, 0);
  const count = Object.keys(files).length;
  return joined([...parts, ...index, packed([[0x06054b50], 0, 0, count, count, [size], [offset], 0])]);
}

/** Numbers of two bytes; those in brackets of four. */
function packed(numbers: readonly (number | readonly [number])[]): Uint8Array {
  const bytes: number[] = [];
  for (const each of numbers) {
    const [value, length] = typeof each === "number" ? [each, 2] : [each[0], 4];
    for (let place = 0; place < length; place++) bytes.push((value >>> (8 * place)) & 255);
  }
  return new Uint8Array(bytes);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function crc(data: Uint8Array): number {
  let sum = -1;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ -1) >>> 0;
}

/** Hand a file to the reader. */
export function save(name: string, data: BlobPart, media: string): void {
  const address = URL.createObjectURL(new Blob([data], { type: media }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name.replace(/[\\/:*?"<>|]/g, " ");
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
