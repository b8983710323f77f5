/** Many runs at once: every variant at every point of a grid of settings. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Modal, Select } from "antd";
import { useState } from "react";
import { document_, type Scenario, type Schemas } from "../api/client";
import type { ScenarioDocument } from "../api/scenario";
import { useData } from "../api/useData";
import { Await } from "../frame/states";
import { type Text, useWords } from "../words";
import { Field } from "./fields";
import { PathInput } from "./PathInput";
import { type Setting, settingsOf, valuesOf } from "./settings";

export type ManyWish = Pick<Schemas["BatchWish"], "variants" | "grid" | "reports">;

/** Most runs that the service takes at once, and most settings. */
const MOST = 1000;
const MOST_AXES = 8;
const ITSELF = ""; // no variant has an empty id

interface Axis { path: string; values: string }

interface Props {
  scenario: Scenario;
  variants: readonly { id: string; title: Text | null }[];
  ask: (wish: ManyWish) => Promise<void>;
  close: () => void;
}

export function BatchDialog({ scenario, variants, ask, close }: Props) {
  const words = useWords();
  const { t, say } = words;
  const [axes, setAxes] = useState<Axis[]>([{ path: "", values: "" }]);
  const [chosen, setChosen] = useState<string[]>([ITSELF]);
  const [reports, setReports] = useState(false);
  const found = useData(`document ${scenario.id} ${scenario.versions}`, () => document_<ScenarioDocument>(`/v1/scenarios/${scenario.id}/versions/${scenario.versions}`));
  const grid = Object.fromEntries(axes.filter((each) => each.path.trim() && valuesOf(each.values).length).map((each) => [each.path.trim(), valuesOf(each.values)]));
  const size = Object.values(grid).reduce((sum, values) => sum * values.length, chosen.length);
  const put = (place: number, part: Partial<Axis>) => setAxes(axes.map((each, at) => (at === place ? { ...each, ...part } : each)));
  const start = () => void ask({ variants: chosen.map((id) => (id === ITSELF ? null : id)), grid, reports }).then(close);
  const options = [{ value: ITSELF, label: t("edVariantNone") }, ...variants.map((each) => ({ value: each.id, label: say(each.title, each.id) }))];
  return (
    <Modal open width={680} title={t("manyTitle")} okText={size === 1 ? t("manyStartOne") : t("manyStart", { n: size })} okButtonProps={{ disabled: size === 0 || size > MOST }} onOk={start} onCancel={close} destroyOnHidden>
      <div className="form">
        <p className="quiet">{t("manyText")}</p>
        {variants.length > 0 && (
          <Field label={t("variants")}>{(id) => <Select id={id} mode="multiple" className="wide" value={chosen} options={options} onChange={setChosen} />}</Field>
        )}
        <Await of={found} rows={2}>
          {(document) => axes.map((axis, place) => (
            <AxisFields key={place} number={place + 1} axis={axis} settings={settingsOf(document, words)} set={(part) => put(place, part)} remove={axes.length > 1 ? () => setAxes(axes.filter((_, at) => at !== place)) : undefined} />
          ))}
        </Await>
        {axes.length < MOST_AXES && <div><Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => setAxes([...axes, { path: "", values: "" }])}>{t("manyAdd")}</Button></div>}
        <Checkbox checked={reports} onChange={(event) => setReports(event.target.checked)}>{t("manyReports")}</Checkbox>
        <p role="status" className={size > MOST ? "bad" : ""}>{size > MOST ? t("manyTooMany", { n: size, most: MOST }) : size === 1 ? t("manySizeOne") : t("manySize", { n: size })}</p>
      </div>
    </Modal>
  );
}

interface AxisProps {
  number: number;
  axis: Axis;
  settings: readonly Setting[];
  set: (part: Partial<Axis>) => void;
  remove: (() => void) | undefined;
}

function AxisFields({ number, axis, settings, set, remove }: AxisProps) {
  const { t } = useWords();
  const now = settings.find((each) => each.path === axis.path)?.now;
  return (
    <div className="axis">
      <Field label={t("manySetting", { n: number })} help={t("manySettingHelp")}>{(id) => <PathInput id={id} settings={settings} value={axis.path} set={(path) => set({ path })} />}</Field>
      <Field label={t("manyValues", { n: number })} help={now === undefined ? t("manyValuesHelp") : t("manyNow", { now })}>
        {(id, described) => <Input id={id} aria-describedby={described} value={axis.values} onChange={(event) => set({ values: event.target.value })} />}
      </Field>
      {remove && <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("manyRemove", { n: number })} onClick={remove} />}
    </div>
  );
}
