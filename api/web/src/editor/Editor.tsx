/** A scenario being written: form and text side by side, both the same document, checked as one writes. */
import { Alert, Badge, Card, Tabs } from "antd";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useData } from "../api/useData";
import { useMay, useMe } from "../frame/me";
import type { PageProps } from "../frame/registry";
import { Await } from "../frame/states";
import { useWords } from "../words";
import { Assumptions } from "./Assumptions";
import { Basics } from "./Basics";
import { loadKinds, loadSchema } from "./catalogue";
import { Funders } from "./Funders";
import { Head } from "./Head";
import type { Part } from "./part";
import { Problems, told } from "./Problems";
import type { Kind } from "./RuleDialog";
import { Rules } from "./Rules";
import { Tables } from "./Tables";
import { change, idOf, type Path } from "./text";
import { type Draft, findingsOf, type Finding, marks, opened, type Opened, useDraft } from "./useDraft";
import { Yaml } from "./Yaml";
import type { Schema } from "./schema";

export default function EditorPage({ values }: PageProps) {
  const id = values.id ?? "";
  const me = useMe();
  const asked = useData(`open ${id}`, async () => {
    const [first, kinds, schema] = await Promise.all([opened(id, me.organisation), loadKinds(), loadSchema()]);
    return { first, kinds, schema };
  });
  return <Await of={asked} rows={12}>{(got) => <Editor key={id} {...got} />}</Await>;
}

interface Props {
  first: Opened;
  kinds: readonly Kind[];
  schema: Schema;
}

function Editor({ first, kinds, schema }: Props) {
  const { t } = useWords();
  const me = useMe();
  const may = useMay("analyst");
  const draft = useDraft(first);
  const theirs = draft.scenario.owner !== me.organisation;
  const disabled = theirs || !may;
  useGuard(draft.dirty);
  return (
    <>
      <Head draft={draft} disabled={disabled} />
      {disabled && <Alert type="info" showIcon title={theirs ? t("edReadOnly") : t("edReadOnlyRole")} />}
      <Sides draft={draft} kinds={kinds} schema={schema} disabled={disabled} />
    </>
  );
}

/** Ask before unsaved changes are lost. */
function useGuard(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
}

interface SidesProps {
  draft: Draft;
  kinds: readonly Kind[];
  schema: Schema;
  disabled: boolean;
}

function Sides({ draft, kinds, schema, disabled }: SidesProps) {
  const words = useWords();
  const { t } = words;
  const [look, setLook] = useState<{ at: number }>();
  const [side, setSide] = useState("form");
  const findings = useMemo(() => findingsOf(draft), [draft.text, draft.parsed, draft.verdict]);
  const diagnostics = useMemo(() => marks(findings, (each) => told(words, each)), [findings, words.language]);
  const go = useCallback((at: number) => {
    setSide("text");
    setLook({ at });
  }, []);
  const part: Part = {
    draft,
    disabled: disabled || draft.parsed.slips.length > 0,
    set: (changes) => draft.write(change(draft.text, changes)),
    wrong: (path) => wrongAt(findings, dotted(draft, path), (each) => told(words, each)),
  };
  return (
    <>
      <div className="side-choice">
        <Tabs activeKey={side} onChange={setSide} items={[{ key: "form", label: t("edForm") }, { key: "text", label: t("edText") }]} />
      </div>
      <div className="sides" data-side={side}>
        <Card className="side form-side" title={<h2>{t("edForm")}</h2>}>
          <Form part={part} kinds={kinds} go={go} />
        </Card>
        <Card className="side text-side" title={<h2>{t("edText")}</h2>}>
          <Yaml text={draft.text} label={t("edText")} diagnostics={diagnostics} schema={schema} readOnly={disabled} onChange={draft.write} look={look} />
          <Problems findings={findings} checking={draft.checking} go={go} />
        </Card>
      </div>
    </>
  );
}

/** A path as the service writes it: items of lists go by their ids. */
function dotted(draft: Draft, path: Path): string {
  let here: unknown = draft.parsed.value;
  const parts: string[] = [];
  for (const key of path) {
    here = typeof here === "object" && here !== null ? (here as Record<string | number, unknown>)[key] : undefined;
    parts.push(typeof key === "number" ? idOf(here) : key);
  }
  return parts.join(".");
}

function wrongAt(findings: readonly Finding[], path: string, say: (finding: Finding) => string): string | undefined {
  const found = findings.find((each) => each.severity === "error" && (each.path === path || each.path.startsWith(`${path}.`)));
  return found && say(found);
}

function Form({ part, kinds, go }: { part: Part; kinds: readonly Kind[]; go: (at: number) => void }) {
  const { t } = useWords();
  const assumed = part.draft.verdict?.checked?.assumptions ?? [];
  const parent = part.draft.parsed.value.extends;
  const rules = part.draft.parsed.value.rules;
  const items = [
    { key: "basics", label: t("edBasics"), children: <Basics {...part} /> },
    { key: "funders", label: t("edFunders"), children: <Funders {...part} /> },
    { key: "rules", label: <>{t("edRules")} <Badge count={Array.isArray(rules) ? rules.length : 0} showZero color="var(--quiet-mark)" /></>, children: <Rules {...part} kinds={kinds} /> },
    { key: "tables", label: t("edTables"), children: <Tables {...part} /> },
    { key: "assumptions", label: t("edAssumptions", { n: assumed.length }), children: <Assumptions draft={part.draft} go={go} /> },
  ];
  return (
    <>
      {typeof parent === "string" && <Alert type="info" showIcon title={t("edExtends", { parent })} className="state" />}
      <Tabs defaultActiveKey="rules" items={items} destroyOnHidden />
    </>
  );
}
