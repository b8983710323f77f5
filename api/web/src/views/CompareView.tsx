/** A comparison that was run: answers and scenarios side by side. */
import { useMemo } from "react";
import type { ResultProps } from "../frame/registry";
import { type Beside, type Comparison, SideBySide } from "./SideBySide";

interface Answer { answer: string; scenario: Comparison["runs"][number]["scenario"]; value: number | null; bound: number | null; gap: number | null; available: number; spent: number | null }
interface Change { path: string[]; before: unknown; after: unknown }
interface Row { answer: string; id: string; received: number | null; value: number | null }
interface Compared { answers: Answer[]; input: { answer: string; changes: Change[] }[]; by: Record<"jurisdictions" | "cities" | "stages" | "instruments", Row[]> }

export default function CompareView({ result, scenario }: ResultProps<Compared>) {
  const told = useMemo(() => asBeside(result), [result]);
  return <SideBySide told={told} names={result.answers.map((each) => each.answer)} scenario={scenario} />;
}

function asBeside({ answers, input, by }: Compared): Comparison {
  const labels = answers.map((each) => each.answer);
  const beside = (rows: Row[]): Beside[] =>
    [...new Set(rows.map((row) => row.id))].map((id) => {
      const of = new Map(rows.filter((row) => row.id === id).map((row) => [row.answer, row]));
      return { id, received: labels.map((label) => of.get(label)?.received ?? null), value: labels.map((label) => of.get(label)?.value ?? null) };
    });
  return {
    runs: answers.map((each) => ({ ...each, id: each.answer, label: each.answer, money: { available: each.available, spent: each.spent } })),
    inputs: [[], ...input.map((each) => each.changes.map(inWords))],
    jurisdictions: beside(by.jurisdictions), cities: beside(by.cities), stages: beside(by.stages), instruments: beside(by.instruments),
  };
}

function inWords({ path, before, after }: Change) {
  const says = `${short(before)} → ${short(after)}`;
  return { pointer: path.join("."), says: { zh: says, en: says } };
}

const LONGEST = 80;
function short(part: unknown): string {
  const text = part === null ? "–" : typeof part === "string" ? part : JSON.stringify(part);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
