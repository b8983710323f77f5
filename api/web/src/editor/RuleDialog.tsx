/** A rule from the catalogue: choose its kind, read what it says, fill in its fields. */
import { Validator, type Schema as JsonSchema } from "@cfworker/json-schema";
import { Button, Input, Modal, Select } from "antd";
import { useMemo, useState } from "react";
import { parse as readYaml, stringify } from "yaml";
import { useData } from "../api/useData";
import { fieldHelp, fieldName, fieldType } from "../words/fields";
import { useWords, type Language, type Text, type Told } from "../words";
import { loadSchema } from "./catalogue";
import { Field, NumberField, TextField } from "./fields";
import { idsFor, named } from "./schema";
import type { Plain } from "./text";

export interface Kind {
  kind: string;
  title: Text;
  says: Text;
  description: string;
  price_means: Text;
  example: Plain;
  fields: { name: string; type: string; required: boolean; default: unknown; description: string | null }[];
}

export type RuleValue = Plain & { kind: string };

const SELECTORS = new Set(["funders", "jurisdictions", "cities", "tiers", "chains", "stages", "instruments", "periods", "cross_border"]);

interface Props {
  kinds: readonly Kind[];
  rule: RuleValue | undefined;
  scenario: Plain;
  done: (rule: RuleValue) => void;
  close: () => void;
}

export function RuleDialog({ kinds, rule, scenario, done, close }: Props) {
  const { t, say } = useWords();
  const [value, setValue] = useState<RuleValue | undefined>(rule);
  const kind = kinds.find((each) => each.kind === value?.kind);
  const title = kind ? say(kind.title, kind.kind) : t("edCatalogue");
  const begin = (chosen: Kind) => setValue(chosen.kind === value?.kind ? value : usable(chosen, scenario));
  const schema = useData("schema", loadSchema);
  const faults = useFaults(schema.data, kind, value);
  const footer = value && kind && (
    <>
      {rule === undefined && <Button onClick={() => setValue(undefined)}>{t("back")}</Button>}
      <Button onClick={close}>{t("cancel")}</Button>
      <Button type="primary" onClick={() => done(value)}>{rule === undefined ? t("edAddRule") : t("edApply")}</Button>
    </>
  );
  return (
    <Modal open title={title} onCancel={close} footer={footer || null} width={760} destroyOnHidden>
      {kind && value ? <Fields kind={kind} value={value} scenario={scenario} faults={faults} set={setValue} /> : <Catalogue kinds={kinds} choose={begin} />}
    </Modal>
  );
}

/** The kinds, to be found by a word. */
function Catalogue({ kinds, choose }: { kinds: readonly Kind[]; choose: (kind: Kind) => void }) {
  const { t, say } = useWords();
  const [words, setWords] = useState("");
  const wanted = words.trim().toLowerCase();
  const found = kinds.filter((each) => [each.kind, each.title.zh, each.title.en, each.says.zh, each.says.en].some((text) => text.toLowerCase().includes(wanted)));
  return (
    <>
      <Input.Search autoFocus allowClear placeholder={t("edSearchRules")} aria-label={t("edSearchRules")} value={words} onChange={(event) => setWords(event.target.value)} />
      <ul className="catalogue">
        {found.map((each) => (
          <li key={each.kind}>
            <button type="button" onClick={() => choose(each)}>
              <b>{say(each.title, each.kind)}</b> <code className="quiet">{each.kind}</code>
              <span>{say(each.says)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The example of a kind, without ids that this scenario does not have. */
function usable(kind: Kind, scenario: Plain): RuleValue {
  const kept: RuleValue = { kind: kind.kind };
  for (const [name, given] of Object.entries(kind.example)) {
    const ids = idsFor(name, scenario);
    const known = (id: unknown) => ids.includes(String(id));
    if (ids.length && Array.isArray(given)) {
      const left = given.filter(known);
      if (left.length) kept[name] = left;
    } else if (!(ids.length && typeof given === "string" && !known(given))) kept[name] = given;
  }
  return kept;
}

/** What the schema says is wrong with each field, while the rule is being filled in. */
function useFaults(schema: unknown, kind: Kind | undefined, value: RuleValue | undefined): Record<string, boolean> {
  return useMemo(() => {
    const definitions = (schema as { $defs?: Record<string, { properties?: { kind?: { const?: string } } }> } | undefined)?.$defs;
    const name = Object.entries(definitions ?? {}).find(([key, part]) => !key.startsWith("Changed") && part.properties?.kind?.const === kind?.kind)?.[0];
    if (!definitions || !name || !value) return {};
    const validator = new Validator({ $ref: `#/$defs/${name}`, $defs: definitions } as JsonSchema, "2020-12", false);
    const found = validator.validate(value).errors.map((error) => error.instanceLocation.split("/")[1]).filter((each) => each !== undefined);
    return Object.fromEntries(found.map((field) => [field, true]));
  }, [schema, kind, value]);
}

interface FieldsProps {
  kind: Kind;
  value: RuleValue;
  scenario: Plain;
  faults: Record<string, boolean>;
  set: (value: RuleValue) => void;
}

function Fields({ kind, value, scenario, faults, set }: FieldsProps) {
  const { t, say, language } = useWords();
  const put = (name: string, given: unknown) => {
    const { [name]: _, ...rest } = value;
    const empty = given === undefined || given === "" || (Array.isArray(given) && given.length === 0);
    set(empty ? (rest as RuleValue) : { ...value, [name]: given });
  };
  const called = (id: string) => named(id, scenario, say);
  const own = kind.fields.filter((field) => !SELECTORS.has(field.name) || field.required);
  const selectors = kind.fields.filter((field) => SELECTORS.has(field.name) && !field.required);
  const field = (each: Kind["fields"][number]) => (
    <OneField key={each.name} kind={kind.kind} field={each} value={value[each.name]} ids={idsFor(each.name, scenario)} called={called} wrong={faults[each.name] === true} set={(given) => put(each.name, given)} />
  );
  return (
    <div className="form">
      <p>{say(kind.says)}</p>
      <div className="pair">{own.map(field)}</div>
      {selectors.length > 0 && (
        <fieldset>
          <legend>{t("edSelection")}</legend>
          <div className="pair">{selectors.map(field)}</div>
        </fieldset>
      )}
      <div className="pair">
        <TextField label={t("edRuleId")} value={String(value.id ?? "")} set={(given) => put("id", given)} />
        <TextField label={t("edRuleSource")} value={say(value.source as Told | undefined)} set={(given) => put("source", written(value.source, given, language))} />
      </div>
      <p className="quiet">{t("edPriceMeans", { means: say(kind.price_means) })}</p>
    </div>
  );
}

/** A text as it is to be written: where it stands in both languages, that of the reader is changed. */
function written(before: unknown, given: string, language: Language): Told {
  return typeof before === "object" && before !== null && given !== "" ? { ...before, [language]: given } : given;
}

interface OneProps {
  kind: string;
  field: Kind["fields"][number];
  value: unknown;
  ids: string[];
  wrong: boolean;
  /** How the scenario calls what has an id. */
  called: (id: string) => string;
  set: (value: unknown) => void;
}

/** A field of a rule, in the form that its type asks for. */
function OneField({ kind, field, value, ids, wrong, called, set }: OneProps) {
  const { t, language } = useWords();
  const name = fieldName(kind, field.name, language);
  const label = field.required ? `${name} · ${t("edNeeded")}` : name;
  const usual = field.default == null || typeof field.default === "object" ? "" : t("edUsual", { value: String(field.default) });
  const choices = choicesOf(field, ids, called, t);
  const help = [fieldHelp(field.description, language) || (choices ? "" : fieldType(field.type, language)), usual].filter(Boolean).join(" · ");
  const status = wrong ? fieldType(field.type, language) : undefined;
  if (/^(whole )?number/.test(field.type))
    return <NumberField label={label} value={value as number | undefined} step={/≤ 1/.test(field.type) ? 0.05 : 1} wrong={status} help={help} set={set} />;
  if (choices)
    return (
      <Field label={label} wrong={status} help={help}>
        {(id, described) => (
          <Select
            id={id}
            aria-describedby={described}
            className="wide"
            allowClear
            showSearch
            optionFilterProp="label"
            {...(choices.many ? { mode: "multiple" as const } : {})}
            value={choices.many ? (Array.isArray(value) ? value.map(String) : []) : value === undefined ? undefined : String(value)}
            options={choices.options}
            onChange={(given: string | string[] | undefined) => set(choices.read(given))}
          />
        )}
      </Field>
    );
  return <TextField label={label} value={value === undefined ? "" : stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim()} wrong={status} help={help} set={(text) => set(text === "" ? undefined : guarded(text))} />;
}

function guarded(text: string): unknown {
  try {
    return readYaml(text) as unknown;
  } catch {
    return text;
  }
}

interface Choices {
  many: boolean;
  options: { value: string; label: string }[];
  read: (given: string | string[] | undefined) => unknown;
}

function choicesOf(field: Kind["fields"][number], ids: string[], called: (id: string) => string, t: ReturnType<typeof useWords>["t"]): Choices | undefined {
  const plain = (values: string[]) => values.map((value) => ({ value, label: called(value) }));
  const same = (given: string | string[] | undefined) => given;
  if (field.type === "true or false") {
    const options = [{ value: "true", label: t("edYes") }, { value: "false", label: t("edNo") }];
    return { many: false, options, read: (given) => (given === undefined ? undefined : given === "true") };
  }
  if (ids.length) return { many: field.type.startsWith("list"), options: plain(ids), read: field.name === "periods" ? numbered : same };
  const any = /any of (.+)$/.exec(field.type);
  if (any?.[1]) return { many: true, options: plain(any[1].split(", ")), read: same };
  const either = /^([a-z]+) or ([a-z]+)$/.exec(field.type);
  if (either) return { many: false, options: plain(either.slice(1)), read: same };
  return undefined;
}

function numbered(given: string | string[] | undefined): unknown {
  return Array.isArray(given) ? given.map((each) => (/^\d+$/.test(each) ? Number(each) : each)) : given;
}
