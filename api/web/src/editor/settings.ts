/** The numbers of a scenario that runs may vary, by their paths: bounds of rules, money of funders, and a few more. */
import type { ScenarioDocument } from "../api/scenario";
import type { Words } from "../words";
import { namesOf } from "../api/scenario";

export interface Setting {
  path: string;
  label: string;
  now: number;
}

/** Every number that is often varied, with what it is now. */
export function settingsOf(scenario: ScenarioDocument, { say, t }: Pick<Words, "say" | "t">): Setting[] {
  const names = namesOf(scenario);
  const of = (section: string, id: string, name: string, thing: Record<string, unknown>, fields: readonly string[]): Setting[] =>
    fields.flatMap((field) => {
      const now = thing[field];
      return typeof now === "number" ? [{ path: `${section}.${id}.${field}`, label: `${name} · ${field}`, now }] : [];
    });
  const rules = scenario.rules.flatMap((rule) => (rule.id === undefined ? [] : of("rules", rule.id, say(rule.note as string | undefined, rule.id), rule, Object.keys(rule))));
  const funders = scenario.funders.flatMap((each) => of("funders", each.id, say(each.name ?? names.get(each.jurisdiction ?? ""), each.id), { ...each }, ["contribution", "carry_over"]));
  const instruments = scenario.instruments.flatMap((each) => of("instruments", each.id, say(each.name, each.id), { ...each }, ["weight"]));
  const discount = typeof scenario.discount === "number" ? [{ path: "discount", label: t("edDiscount"), now: scenario.discount }] : [];
  return [...rules, ...funders, ...instruments, ...discount];
}

/** Return what is written between commas: numbers, truth, or words. */
export function valuesOf(text: string): (number | boolean | string)[] {
  const written = text.split(/[,，;；\s]+/).filter(Boolean);
  return [...new Set(written)].map((each) => (Number.isFinite(Number(each)) ? Number(each) : each === "true" || each === "false" ? each === "true" : each));
}
