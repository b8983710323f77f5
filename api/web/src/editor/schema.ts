/** What the JSON Schema of a scenario allows at a place, and what is written there already. */
import { isMap, isScalar, isSeq, parseDocument, visit } from "yaml";
import type { Told } from "../words";
import { at, idOf, type Path, type Plain } from "./text";

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  if?: Schema;
  then?: Schema;
  else?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
}

/** All schemas that may hold here: references followed, alternatives laid out. */
function laid(root: Schema, schema: Schema | undefined, seen = 0): Schema[] {
  if (schema === undefined || seen > 12) return [];
  if (schema.$ref) return laid(root, root.$defs?.[schema.$ref.replace("#/$defs/", "")], seen + 1);
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return parts.length ? parts.flatMap((part) => laid(root, part, seen + 1)) : [schema];
}

/** The schemas at a path; where the text says which kind something is, only that kind's. */
export function schemasAt(root: Schema, value: Plain, path: Path): Schema[] {
  let here = laid(root, value.extends === undefined ? root.else : root.then);
  let there: unknown = value;
  for (const key of path) {
    there = at(there, [key]);
    here = here.flatMap((schema) => below(root, schema, key));
    const kind = at(there, ["kind"]);
    const fitting = here.filter((schema) => schema.properties?.kind?.const === kind);
    if (typeof kind === "string" && fitting.length) here = fitting;
  }
  return here;
}

function below(root: Schema, schema: Schema, key: string | number): Schema[] {
  if (typeof key === "number") return laid(root, schema.items);
  const known = schema.properties?.[key];
  if (known) return laid(root, known);
  for (const [pattern, part] of Object.entries(schema.patternProperties ?? {}))
    if (new RegExp(pattern).test(key)) return laid(root, part);
  return typeof schema.additionalProperties === "object" ? laid(root, schema.additionalProperties) : [];
}

const HERE = "cursorxq";
export interface Spot {
  /** The path of the mapping or list in which something is being written. */
  path: Path;
  /** The key whose value is being written; none where a key is. */
  key: string | undefined;
  value: Plain;
}

/** Find out what is being written at the cursor, by reading the text with a mark there. */
export function spotAt(text: string, from: number, to: number): Spot | undefined {
  const doc = parseDocument(text.slice(0, from) + HERE + text.slice(to), { prettyErrors: false });
  let found: Spot | undefined;
  visit(doc, {
    Scalar(key, node, parents) {
      if (typeof node.value !== "string" || !node.value.includes(HERE)) return undefined;
      const path: (string | number)[] = [];
      for (const [index, parent] of parents.entries()) {
        const child = parents[index + 1] ?? node;
        if (isMap(parent)) {
          const pair = parent.items.find((each) => (each as unknown) === child);
          if (pair && isScalar(pair.key) && child !== parents.at(-1)) path.push(String(pair.key.value));
        } else if (isSeq(parent)) path.push(parent.items.findIndex((each) => each === child));
      }
      const pair = parents.at(-1) as { key?: unknown } | undefined;
      const named = key === "value" && isScalar(pair?.key) ? String(pair.key.value) : undefined;
      found = { path, key: named, value: {} };
      return visit.BREAK;
    },
  });
  if (!found) return undefined;
  const value: unknown = doc.toJS();
  return { ...found, value: typeof value === "object" && value !== null ? (value as Plain) : {} };
}

/** Fields whose values are ids of things that the scenario has. */
const NAMED: Record<string, readonly (readonly [section: string, field: string])[]> = {
  jurisdiction: [["jurisdictions", "id"]],
  jurisdictions: [["jurisdictions", "id"]],
  city: [["cities", "id"]],
  city_a: [["cities", "id"]],
  city_b: [["cities", "id"]],
  cities: [["cities", "id"]],
  tier: [["cities", "tier"]],
  tiers: [["cities", "tier"]],
  funders: [["funders", "id"]],
  lead: [["funders", "id"]],
  others: [["funders", "id"]],
  chain: [["chains", "id"]],
  chains: [["chains", "id"]],
  instruments: [["instruments", "id"]],
  projects: [["projects", "id"]],
  requires: [["projects", "id"]],
};

/** Ids of the scenario that a field of this name may hold. */
export function idsFor(field: string, value: Plain): string[] {
  if (field === "periods") return asList(value.periods).map(String);
  if (field === "indicator") return Object.keys((value.indicators as Plain | undefined) ?? {});
  if (/^stages?(_[ab])?$/.test(field)) return unique(asList(value.chains).flatMap((chain) => asList(at(chain, ["stages"])).map(idOf)));
  return unique((NAMED[field] ?? []).flatMap(([section, name]) => asList(value[section]).map((each) => String(at(each, [name]) ?? ""))));
}

const CALLED = ["jurisdictions", "cities", "chains", "funders", "instruments", "projects"];

/** What the scenario calls a thing with this id, the id behind it; the id alone where it has no name. */
export function named(id: string, value: Plain, say: (text: Told | undefined, id: string) => string): string {
  const things = CALLED.flatMap((section) => asList(value[section]));
  const stages = asList(value.chains).flatMap((chain) => asList(at(chain, ["stages"])));
  const found = [...things, ...stages].find((each) => at(each, ["id"]) === id);
  const name = say((at(found, ["name"]) ?? at(found, ["title"])) as Told | undefined, id);
  return name === id ? id : `${name} (${id})`;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function unique(values: string[]): string[] {
  return [...new Set(values)].filter(Boolean);
}
