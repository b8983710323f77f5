/** What differs in the input of two answers: section by section, a few of each, the rest when asked for. */
import { Button } from "antd";
import { useState } from "react";
import type { Word } from "../words";
import type { Telling } from "./telling";

export interface Change { path: string[]; what: "changed" | "added" | "removed"; before: unknown; after: unknown }

const FEW = 5;
const LONGEST = 60;
const SECTIONS: Record<string, Word> = {
  jurisdictions: "jurisdictions", cities: "cities", chains: "chains", stages: "stages", instruments: "instruments", funders: "funders", rules: "rulesOf", projects: "projects",
  indicators: "indicators", strengths: "strengths", links: "links", periods: "period", money: "money", objective: "objective", options: "solving", uncertainty: "uncertainty", readiness: "readiness", partners: "partners", discount: "discount",
};

export function Changes({ changes, tell }: { changes: readonly Change[]; tell: Telling }) {
  const sections = new Map<string, Change[]>();
  for (const each of changes) sections.set(each.path[0]!, [...(sections.get(each.path[0]!) ?? []), each]);
  return (
    <div className="change-sections">
      {[...sections].map(([section, all]) => <Section key={section} section={section} changes={all} tell={tell} />)}
    </div>
  );
}

function Section({ section, changes, tell }: { section: string; changes: readonly Change[]; tell: Telling }) {
  const { t } = tell;
  const [all, setAll] = useState(false);
  const shown = all ? changes : changes.slice(0, FEW);
  const name = SECTIONS[section] ? t(SECTIONS[section]) : section;
  return (
    <section>
      <h4>{name} <span className="quiet">{counted(changes, tell)}</span></h4>
      <ul className="changes">
        {shown.map((each) => <li key={each.path.join("/")}><Line change={each} tell={tell} /></li>)}
      </ul>
      {changes.length > FEW && (
        <Button size="small" type="link" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t("showFewer") : t("showAll", { n: changes.length })}</Button>
      )}
    </section>
  );
}

function counted(changes: readonly Change[], { t }: Telling): string {
  const told = { changed: "changedCount", added: "addedCount", removed: "removedCount" } as const;
  return (Object.keys(told) as (keyof typeof told)[])
    .map((what) => [what, changes.filter((each) => each.what === what).length] as const)
    .filter(([, n]) => n > 0)
    .map(([what, n]) => t(told[what], { n }))
    .join(" · ");
}

function Line({ change, tell }: { change: Change; tell: Telling }) {
  const { t } = tell;
  const [section, name, ...rest] = change.path;
  const where = [name === undefined ? "" : section === "rules" ? tell.rule(name) : name.split(" ").map((each) => tell.name(each)).join(" – "), ...rest].filter(Boolean).join(" · ");
  if (change.what === "added") return <><Where text={where} /> <ins>{t("isAdded")}</ins> <Brief of={change.after} tell={tell} /></>;
  if (change.what === "removed") return <><Where text={where} /> <del>{t("isRemoved")}</del> <Brief of={change.before} tell={tell} /></>;
  return <><Where text={where} /> {short(change.before, tell)} → <strong>{short(change.after, tell)}</strong></>;
}

function Where({ text }: { text: string }) {
  return text ? <>{text}:</> : null;
}

/** Of a whole part only what kind it is: its fields are in the scenario. */
function Brief({ of, tell }: { of: unknown; tell: Telling }) {
  if (typeof of === "object" && of !== null && !Array.isArray(of)) {
    const kind = (of as { kind?: string }).kind;
    return kind ? <code className="quiet">{kind}</code> : null;
  }
  return <span className="quiet">{short(of, tell)}</span>;
}

function short(part: unknown, { format, say }: Telling): string {
  if (part === null || part === undefined) return "–";
  if (typeof part === "number") return String(+part.toPrecision(8)).length > 7 ? format.number(part) : String(+part.toPrecision(8));
  if (typeof part === "object" && "zh" in part && "en" in part) return cut(say(part as { zh: string; en: string }));
  if (Array.isArray(part) && part.every((each) => typeof each !== "object")) return cut(part.join(", "));
  return cut(typeof part === "string" ? part : JSON.stringify(part));
}
const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
