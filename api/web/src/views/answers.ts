/** What is read off an allocation: money by city and period, joint work between cities, flows, rules. */
import { type Flow, summed } from "../charts/flows";
import type { Allocation, RuleRow } from "./shapes";

export type Period = number | string | undefined;

/** Whether two periods are one: a scenario writes them as words, an answer as numbers where all are. */
export const isPeriod = (one: number | string, other: number | string) => String(one) === String(other);
const during = (period: Period) => (row: { period: number | string }) => period === undefined || isPeriod(row.period, period);

/** Money by city, in one period or in all. */
export function moneyByCity(answer: Pick<Allocation, "payments">, period: Period): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of answer.payments.filter(during(period))) sums.set(row.city, (sums.get(row.city) ?? 0) + row.amount);
  return sums;
}

export interface Joint {
  ends: [string, string];
  amount: number;
  border: boolean;
}

/** Joint work between two cities, the largest first. */
export function jointWork(answer: Pick<Allocation, "grants" | "sites">, period: Period): Joint[] {
  const cities = new Map(answer.sites.map((site) => [site.id, site.city]));
  const sums = new Map<string, Joint>();
  for (const grant of answer.grants.filter(during(period))) {
    const touched = [...new Set(grant.sites.map((site) => cities.get(site) ?? site))].sort();
    for (const [place, one] of touched.entries())
      for (const other of touched.slice(place + 1)) {
        const key = JSON.stringify([one, other]);
        const before = sums.get(key)?.amount ?? 0;
        sums.set(key, { ends: [one, other], amount: before + grant.amount, border: grant.cross_border });
      }
  }
  return [...sums.values()].sort((one, other) => other.amount - one.amount);
}

/** Funder to jurisdiction from what is paid, jurisdiction to stage from what lands. */
export function fundFlows(answer: Pick<Allocation, "payments" | "cities" | "sites">): Flow[] {
  const home = new Map(answer.cities.map((city) => [city.id, city.jurisdiction]));
  const paid = answer.payments.map((row) => ({ from: `funder ${row.funder}`, to: `jurisdiction ${home.get(row.city)}`, amount: row.amount }));
  const landed = answer.sites.map((site) => ({ from: `jurisdiction ${site.jurisdiction}`, to: `stage ${site.chain} ${site.stage}`, amount: site.received }));
  return summed([...paid, ...landed]);
}

export interface RuleSum {
  rule: string;
  kind: string;
  status: "binding" | "slack" | "inactive";
  rows: RuleRow[];
  binding: RuleRow[];
  /** The dearest of its rows. */
  dearest: RuleRow | undefined;
}

/** Each rule once: whether any of its rows binds, and its dearest row. The dearest rules come first. */
export function ruleSums(rows: readonly RuleRow[]): RuleSum[] {
  const groups = new Map<string, RuleRow[]>();
  for (const row of rows) groups.set(row.rule, [...(groups.get(row.rule) ?? []), row]);
  return [...groups.values()].map(ruleSum).sort((one, other) => Number(other.status === "binding") - Number(one.status === "binding") || size(other.dearest) - size(one.dearest));
}

function ruleSum(rows: RuleRow[]): RuleSum {
  const binding = rows.filter((row) => row.status === "binding").sort((one, other) => size(other) - size(one));
  const active = rows.some((row) => row.status === "slack");
  return { rule: rows[0]!.rule, kind: rows[0]!.kind, status: binding.length ? "binding" : active ? "slack" : "inactive", rows, binding, dearest: binding[0] };
}
const size = (row: RuleRow | undefined) => Math.abs(row?.price ?? 0);

export interface Limit {
  rule: string;
  /** Where it binds, the dearest first. */
  rows: RuleRow[];
  /** Whether the rule names the city, or only what it belongs to. */
  direct: boolean;
}

/** Rules that bind and speak of a city: by its name first, then by what it belongs to, the dearest first. */
export function limitsOf(answer: Allocation, city: { id: string; jurisdiction: string }, speaks: (rule: string) => boolean): Limit[] {
  const others = new Set([...answer.cities, ...answer.jurisdictions].map((each) => each.id).filter((id) => id !== city.id && id !== city.jurisdiction));
  const binding = answer.rules.filter((row) => row.status === "binding");
  const direct = binding.filter((row) => row.at.includes(city.id));
  const wider = binding.filter((row) => !row.at.includes(city.id) && speaks(row.rule) && !row.at.some((part) => others.has(part)));
  const told = (rows: RuleRow[], direct: boolean) => ruleSums(rows).map((sum) => ({ rule: sum.rule, rows: sum.binding, direct }));
  return [...told(direct, true), ...told(wider, false)];
}

/** Whether a stanza's selectors take in a city; one without selectors speaks of all. */
export function takesIn(stanza: Record<string, unknown> | undefined, city: { id: string; jurisdiction: string; tier?: string | null | undefined }): boolean {
  if (stanza === undefined) return false;
  const of = { ...stanza, ...((stanza.of as object) ?? {}) } as Record<string, unknown>;
  const fits = (list: unknown, id: string | null | undefined) => !Array.isArray(list) || (id != null && list.includes(id));
  return fits(of.cities, city.id) && fits(of.jurisdictions, city.jurisdiction) && fits(of.tiers, city.tier);
}
