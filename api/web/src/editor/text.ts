/** Changes of a scenario's YAML that leave everything else as the writer wrote it. */
import { type Document, isMap, isNode, isPair, isScalar, isSeq, type Node, parseDocument, Scalar, stringify } from "yaml";

export type Key = string | number;
export type Path = readonly Key[];
export type Plain = Record<string, unknown>;

/** A fault of YAML itself, with the place in the text. */
export interface Slip {
  from: number;
  to: number;
  message: string;
}

export interface Parsed {
  doc: Document.Parsed;
  value: Plain;
  slips: Slip[];
}

export function parse(text: string): Parsed {
  const doc = parseDocument(text, { version: "1.2", prettyErrors: false });
  const slips = doc.errors.map((error) => ({ from: error.pos[0], to: Math.max(error.pos[1], error.pos[0] + 1), message: error.message }));
  let value: unknown = {};
  try {
    value = doc.toJS();
  } catch {
    value = {};
  }
  return { doc, value: typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Plain) : {}, slips };
}

/** What stands at a path; none if there is nothing. */
export function at(value: unknown, path: Path): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Record<Key, unknown>)[key];
  }
  return here;
}

/** Set several values at once; `undefined` takes a field away. */
export function change(text: string, changes: readonly (readonly [Path, unknown])[]): string {
  const [only] = changes;
  if (changes.length === 1 && only !== undefined) {
    const short = replaced(text, only[0], only[1]);
    if (short !== undefined) return short;
  }
  const { doc } = parse(text);
  if (doc.errors.length > 0) return text;
  for (const [path, value] of changes) {
    if (value === undefined) doc.deleteIn(path);
    else put(doc, path, value);
  }
  return written(doc, text);
}

/** Write a single value in the place of another one; none if more has to change. */
function replaced(text: string, path: Path, value: unknown): string | undefined {
  if (value === undefined || (typeof value === "object" && value !== null)) return undefined;
  const { doc } = parse(text);
  const node = doc.getIn(path, true);
  const flat = isScalar(node) && node.range && node.type !== Scalar.BLOCK_LITERAL && node.type !== Scalar.BLOCK_FOLDED;
  if (!flat || !node.range || node.anchor || text.slice(node.range[0], node.range[1]).includes("\n")) return undefined;
  const said = stringify(value, { lineWidth: 0 }).trimEnd();
  const safe = typeof value === "string" && /[,[\]{}]/.test(said) && !/^["']/.test(said) ? JSON.stringify(value) : said;
  if (node.range[0] === node.range[1] || safe.includes("\n")) return undefined;
  return text.slice(0, node.range[0]) + safe + text.slice(node.range[1]);
}

function put(doc: Document, path: Path, value: unknown): void {
  const flow = path.length > 1 && typeof value === "object" && JSON.stringify(value).length < 80;
  doc.setIn(path, doc.createNode(value, { flow }));
}

/** Add an item to a list, which is made if it is not there. */
export function append(text: string, path: Path, value: unknown): string {
  const { doc } = parse(text);
  if (doc.errors.length > 0) return text;
  const item = doc.createNode(value, { flow: JSON.stringify(value).length < 80 });
  const list = doc.getIn(path);
  if (isSeq(list)) {
    list.flow = false;
    list.add(item);
  } else doc.setIn(path, doc.createNode([value]));
  return written(doc, text);
}

function written(doc: Document, before: string): string {
  const deep = !/^\S.*:\s*\n- /m.test(before);
  return doc.toString({ lineWidth: 100, flowCollectionPadding: false, indentSeq: deep });
}

/** Where something stands in the text: the key of a pair, or an item of a list. */
export function rangeAt(doc: Document, path: Path): [number, number] | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? doc.contents : doc.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((each) => isScalar(each.key) && String(each.key.value) === String(key));
      if (pair) return range(isNode(pair.value) && isScalar(pair.value) ? pair.value : pair.key);
    } else if (isSeq(parent)) {
      const item = parent.items[Number(key)];
      if (item !== undefined) return range(isPair(item) ? item.key : item);
    }
  }
  return undefined;
}

function range(node: unknown): [number, number] | undefined {
  const found = isNode(node) ? (node as Node).range : undefined;
  return found ? [found[0], Math.max(found[1], found[0] + 1)] : undefined;
}

/** Read a path as the service writes it (`rules.fair-return.floor`): ids name items of lists. */
export function pathOf(value: unknown, dotted: string): Path {
  const path: Key[] = [];
  let here = value;
  for (const part of dotted.split(".").filter(Boolean)) {
    if (Array.isArray(here)) {
      const index = here.findIndex((each, place) => idOf(each) === part || String(place) === part);
      if (index < 0) break;
      path.push(index);
      here = here[index];
    } else {
      path.push(part);
      here = typeof here === "object" && here !== null ? (here as Plain)[part] : undefined;
    }
  }
  return path;
}

/** The items of a list as records; what is half written is an empty one, so that places agree. */
export function records(value: unknown): Plain[] {
  if (!Array.isArray(value)) return [];
  return value.map((each: unknown) => (typeof each === "object" && each !== null && !Array.isArray(each) ? (each as Plain) : {}));
}

/** The id of an item; a rule without one goes by its kind. */
export function idOf(item: unknown): string {
  if (typeof item !== "object" || item === null) return String(item);
  const { id, kind } = item as { id?: unknown; kind?: unknown };
  return String(id ?? String(kind ?? "").replaceAll("_", "-"));
}
