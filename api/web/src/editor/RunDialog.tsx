/** A run with options: which analysis, as which variant, for how long. */
import { Input, InputNumber, Modal, Select } from "antd";
import { useState } from "react";
import { document_, type Scenario } from "../api/client";
import type { ScenarioDocument } from "../api/scenario";
import { useData } from "../api/useData";
import { Await } from "../frame/states";
import { useWords, type Text, type Word } from "../words";
import { analysisName } from "../parts/runName";
import { type AnalysisKind, loadAnalyses } from "./catalogue";
import { Field, NumberField, TextField } from "./fields";
import { PathInput } from "./PathInput";
import type { Schema } from "./schema";
import { settingsOf } from "./settings";

export interface Wish {
  analysis: string;
  options?: Record<string, unknown>;
  variant?: string;
  label?: string;
  seconds?: number;
}

interface Props {
  scenario: Scenario;
  variants: readonly { id: string; title: Text | null }[];
  ask: (wish: Wish) => Promise<void>;
  close: () => void;
}

export function RunDialog({ scenario, variants, ask, close }: Props) {
  const { t, say } = useWords();
  const [wish, setWish] = useState<Wish>({ analysis: "solve" });
  const analyses = useData("analyses", loadAnalyses);
  const put = (part: Partial<Wish>) => setWish((before) => ({ ...before, ...part }));
  return (
    <Modal open title={t("edRunTitle")} okText={t("edStartRun")} onOk={() => void ask(wish).then(close)} onCancel={close} destroyOnHidden>
      <Await of={analyses}>
        {(found) => (
          <div className="form">
            <Field label={t("analysis")}>
              {(id) => <Select id={id} className="wide" value={wish.analysis} options={found.map((each) => ({ value: each.name, label: `${analysisName(each.name, { t })}: ${say(each.says)}` }))} onChange={(analysis) => put({ analysis, options: {} })} />}
            </Field>
            <Options scenario={scenario} kind={found.find((each) => each.name === wish.analysis)} values={wish.options ?? {}} set={(options) => put({ options })} />
            {variants.length > 0 && (
              <Field label={t("variant")}>
                {(id) => <Select id={id} className="wide" allowClear placeholder={t("edVariantNone")} value={wish.variant ?? null} options={variants.map((each) => ({ value: each.id, label: say(each.title, each.id) }))} onChange={(variant) => put({ variant })} />}
              </Field>
            )}
            <Field label={t("label")}>{(id) => <Input id={id} maxLength={200} value={wish.label ?? ""} onChange={(event) => put({ label: event.target.value })} />}</Field>
            <Field label={t("edSeconds")}>{(id) => <InputNumber<number> id={id} className="wide" min={1} value={wish.seconds ?? null} onChange={(seconds) => setWish(({ seconds: _, ...rest }) => (seconds === null ? rest : { ...rest, seconds }))} />}</Field>
          </div>
        )}
      </Await>
    </Modal>
  );
}

interface OptionsProps {
  scenario: Scenario;
  kind: AnalysisKind | undefined;
  values: Record<string, unknown>;
  set: (values: Record<string, unknown>) => void;
}

/** The options of an analysis that are numbers, choices or texts, as its schema tells them. */
function Options({ scenario, kind, values, set }: OptionsProps) {
  const put = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = values;
    set(value === undefined || value === "" ? rest : { ...rest, [name]: value });
  };
  return Object.entries(kind?.options.properties ?? {}).map(([name, schema]) => (
    name === "against" ? <Against key={name} scenario={scenario} value={String(values[name] ?? "")} set={(value) => put(name, value)} />
      : <Option key={name} name={name} schema={schema} value={values[name]} set={(value) => put(name, value)} />
  ));
}

const GAUGES = { gini: "gaugeGini", smallest_return: "gaugeReturn", cross_border_share: "gaugeBorder" } as const;

/** What value is told against: a gauge, or a number of a rule. */
function Against({ scenario, value, set }: { scenario: Scenario; value: string; set: (value: string) => void }) {
  const words = useWords();
  const { t } = words;
  const found = useData(`document ${scenario.id} ${scenario.versions}`, () => document_<ScenarioDocument>(`/v1/scenarios/${scenario.id}/versions/${scenario.versions}`));
  const gauges = Object.entries(GAUGES).map(([path, word]) => ({ path, label: t(word) }));
  const rules = found.data ? settingsOf(found.data, words).filter((each) => each.path.startsWith("rules.")) : [];
  return <Field label={t("optAgainst")} help={t("optAgainstHelp")}>{(id) => <PathInput id={id} settings={[...gauges, ...rules]} value={value} set={set} />}</Field>;
}

const OPTIONS: Record<string, Word> = {
  points: "optPoints", low: "optLow", high: "optHigh", within: "optWithin", plans: "optPlans", by: "optBy", draws: "optDraws", seed: "optSeed", weight: "optWeight",
  tail: "optTail", sample: "optSample", rules: "optRules", orders: "optOrders", locks: "optLocks", drops: "optDrops", most: "optMost", common: "optCommon",
};

function Option({ name: id, schema, value, set }: { name: string; schema: Schema; value: unknown; set: (value: unknown) => void }) {
  const { t } = useWords();
  const name = OPTIONS[id] ? t(OPTIONS[id]) : id;
  const plain = [schema, ...(schema.anyOf ?? [])];
  const choices = plain.flatMap((each) => each.enum ?? (each.type === "boolean" ? [true, false] : []));
  const usual = schema.default == null || typeof schema.default === "object" ? "" : t("edUsual", { value: String(schema.default) });
  const help = [schema.description, usual].filter(Boolean).join(" · ");
  if (choices.length)
    return (
      <Field label={name} help={help}>
        {(id) => <Select id={id} className="wide" allowClear value={value === undefined ? null : String(value)} options={choices.map((each) => ({ value: String(each), label: String(each) }))} onChange={(chosen) => set(choices.find((each) => String(each) === chosen))} />}
      </Field>
    );
  if (plain.some((each) => each.type === "number" || each.type === "integer")) return <NumberField label={name} help={help} value={value as number | undefined} set={set} />;
  if (plain.some((each) => each.type === "array"))
    return <TextField label={name} help={help} value={Array.isArray(value) ? value.join(", ") : ""} set={(text) => set(text ? text.split(/[,，]\s*/).map((each) => (Number.isFinite(Number(each)) ? Number(each) : each)) : undefined)} />;
  return <TextField label={name} help={help} value={String(value ?? "")} set={set} />;
}
