/** What the service knows of scenarios: their schema, the rules, the analyses. */
import { document_ } from "../api/client";
import type { Text } from "../words";
import type { Kind } from "./RuleDialog";
import type { Schema } from "./schema";

export interface AnalysisKind {
  name: string;
  says: Text;
  options: Schema & { $defs?: Record<string, Schema> };
}

const kept = new Map<string, Promise<unknown>>();

/** Ask once; what failed is asked again. */
function once<T>(address: string): Promise<T> {
  let found = kept.get(address) as Promise<T> | undefined;
  if (found === undefined) {
    found = document_<T>(address);
    kept.set(address, found);
    found.catch(() => kept.delete(address));
  }
  return found;
}

export const loadSchema = () => once<Schema>("/v1/schema");
export const loadKinds = async () => (await once<{ rules: Kind[] }>("/v1/rules")).rules;
export const loadAnalyses = async () => (await once<{ analyses: AnalysisKind[] }>("/v1/analyses")).analyses;
