/** What a run is called beside others: its label, or else what it was asked with. */
import type { Run } from "../api/client";
import type { Word, Words } from "../words";

/** Runs of a batch have a label that says their variant and changes; these are told as such. */
export function runName(run: Pick<Run, "batch" | "label" | "variant" | "changes">, { t }: Pick<Words, "t">): string {
  const asked = [run.variant, ...run.changes].filter(Boolean).join(", ");
  return (run.batch === null ? run.label || asked : asked) || t("asItIs");
}

const ANALYSES: Record<string, Word> = {
  solve: "analysisSolve", prices: "viewPrices", division: "viewDivision", diagnose: "viewDiagnosis", frontier: "viewFrontier", alternatives: "viewAlternatives",
  ensemble: "viewEnsemble", coalition: "viewCoalition", whatif: "viewWhatIf", audit: "viewAudit", compare: "compare",
};

/** An analysis as its view is called; one that the page does not know by the name that the service has. */
export function analysisName(name: string, { t }: Pick<Words, "t">): string {
  return ANALYSES[name] ? t(ANALYSES[name]) : name;
}
