/** What the answers look like that the views show; the service describes them as JSON. */
import type { Money } from "../format";
import type { Text } from "../words";

export interface Grant {
  activity: string;
  instrument: string;
  project: string | null;
  sites: string[];
  cross_border: boolean;
  period: number | string;
  amount: number;
  value: number | null;
}
export interface Payment {
  funder: string;
  city: string;
  stage: string | null;
  period: number | string;
  amount: number;
}
export interface Landed {
  received: number;
  joint_received: number;
  cross_border_received: number;
  value: number;
}
export interface CityRow extends Landed {
  id: string;
  jurisdiction: string;
  tier: string | null;
  from_others: number;
}
export interface SiteRow extends Landed {
  id: string;
  city: string;
  chain: string;
  stage: string;
  jurisdiction: string;
}
export interface JurisdictionRow extends Landed {
  id: string;
  contributed: number;
  net: number;
  from_own: number;
  sent_out: number;
  alone: number | null;
  gain: number | null;
}
export interface FunderRow {
  id: string;
  jurisdiction: string | null;
  period: number | string;
  contributed: number;
  paid: number;
  carried: number;
  unspent: number;
  price: number | null;
}
export interface RuleRow {
  rule: string;
  kind: string;
  at: string[];
  status: string;
  lhs: number | null;
  sense: string;
  rhs: number | null;
  slack: number | null;
  unit: string;
  price: number | null;
  price_low: number | null;
  price_high: number | null;
  dropped: number | null;
  price_means: Text | null;
  reason: Text | string | null;
}
export interface Allocation {
  status: string;
  value: number | null;
  bound: number | null;
  gap: number | null;
  money: Money & { available: number; spent: number; unspent: number };
  value_shares: Record<string, number>;
  grants: Grant[];
  payments: Payment[];
  sites: SiteRow[];
  cities: CityRow[];
  jurisdictions: JurisdictionRow[];
  stages: (Landed & { chain: string; stage: string })[];
  instruments: (Landed & { id: string })[];
  funders: FunderRow[];
  rules: RuleRow[];
  diagnosis: { clash: { rule: string; at: string[][] }[]; loosening: { rule: string; at: string[]; by: number; unit: string; [more: string]: unknown }[]; total: number } | null;
}

export const hasPlan = (result: { value?: number | null }) => result.value != null;

/** A table of a plan that is kept with an answer: what the columns are is said once. */
export interface Listed {
  columns: string[];
  rows: unknown[][];
}

/** Return the rows of a table as records; none where there is no plan. */
export function recordsOf<Row>(table: Listed | undefined): Row[] {
  if (table === undefined) return [];
  return table.rows.map((row) => Object.fromEntries(table.columns.map((name, at) => [name, row[at]])) as Row);
}
