/** The parts of a scenario document that the page reads; the whole is in the service's JSON Schema. */
import type { Money } from "../format";
import type { Text } from "../words";

export interface Named {
  id: string;
  name?: Text | null;
}

export interface ScenarioDocument {
  id: string;
  title: Text;
  description?: Text | null;
  money: Money;
  periods: (number | string)[];
  jurisdictions: Named[];
  cities: (Named & {
    jurisdiction: string;
    code?: string | null;
    tier?: string | null;
    lat?: number | null;
    lon?: number | null;
    population?: number | null;
    indicators?: Record<string, number>;
  })[];
  chains: (Named & { stages: (string | Named)[] })[];
  funders: (Named & { jurisdiction?: string | null; contribution: number | number[] | Record<string, number> })[];
  instruments: Named[];
  rules: (Record<string, unknown> & { kind: string; id?: string })[];
  [section: string]: unknown;
}

/** Names by id, for all things of a scenario that have one. */
export function namesOf(scenario: ScenarioDocument): Map<string, Text> {
  const names = new Map<string, Text>();
  const keep = (things: readonly (string | Named)[] | undefined) => {
    for (const thing of things ?? []) if (typeof thing !== "string" && thing.name) names.set(thing.id, thing.name);
  };
  keep(scenario.jurisdictions);
  keep(scenario.cities);
  keep(scenario.chains);
  for (const chain of scenario.chains ?? []) keep(chain.stages);
  keep(scenario.funders);
  keep(scenario.instruments);
  return names;
}
