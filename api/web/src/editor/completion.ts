/** What may be written next: fields, kinds, choices, and ids that the scenario has. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { at, type Plain } from "./text";
import { idsFor, type Schema, schemasAt, spotAt } from "./schema";

export function completing(schema: () => Schema | undefined) {
  return (context: CompletionContext): CompletionResult | null => {
    const root = schema();
    const word = context.matchBefore(/[\w-]*/);
    if (root === undefined || word === null || (word.from === word.to && !context.explicit)) return null;
    const spot = spotAt(context.state.doc.toString(), word.from, word.to);
    if (spot === undefined) return null;
    const last = spot.path.at(-1);
    const list = typeof last === "number";
    const field = spot.key ?? (list ? String(spot.path.at(-2) ?? "") : undefined);
    const options = field === undefined || (list && spot.key === undefined && isRecords(root, spot.value, spot.path))
      ? keys(root, spot.value, spot.path)
      : values(root, spot.value, spot.key === undefined ? spot.path : [...spot.path, spot.key], field);
    return options.length ? { from: word.from, options, validFor: /^[\w-]*$/ } : null;
  };
}

function isRecords(root: Schema, value: Plain, path: readonly (string | number)[]): boolean {
  return schemasAt(root, value, path).some((schema) => schema.properties !== undefined);
}

function keys(root: Schema, value: Plain, path: readonly (string | number)[]): Completion[] {
  const there = at(value, path);
  const used = new Set(typeof there === "object" && there !== null ? Object.keys(there) : []);
  const found = new Map<string, Completion>();
  for (const schema of schemasAt(root, value, path))
    for (const [name, part] of Object.entries(schema.properties ?? {}))
      if (!used.has(name) && !found.has(name)) {
        const needed = schema.required?.includes(name);
        found.set(name, { label: name, apply: `${name}: `, type: "property", boost: needed ? 5 : 0, ...(part.description ? { info: part.description } : {}) });
      }
  return [...found.values()];
}

function values(root: Schema, value: Plain, path: readonly (string | number)[], field: string): Completion[] {
  const ids: Completion[] = idsFor(field, value).map((label) => ({ label, type: "variable" }));
  // Every kind is offered, not only the one that is half written.
  const parent = path.slice(0, -1);
  const open = field === "kind" ? schemasAt(root, without(value, path), parent).flatMap((each) => each.properties?.kind ?? []) : schemasAt(root, value, path);
  const chosen = open.flatMap((schema) => [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const]), ...(schema.type === "boolean" ? [true, false] : [])]);
  return [...ids, ...[...new Set(chosen.map(String))].map((label) => ({ label, type: "enum" }))];
}

function without(value: Plain, path: readonly (string | number)[]): Plain {
  const copy = structuredClone(value);
  const parent = at(copy, path.slice(0, -1));
  if (typeof parent === "object" && parent !== null) delete (parent as Plain)[String(path.at(-1))];
  return copy;
}
