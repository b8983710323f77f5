/** Let another organisation read a run or a scenario, as which jurisdiction; and put a run to a decision. */
import { ShareAltOutlined } from "@ant-design/icons";
import { App, Button, Input, Modal, Select, Tag } from "antd";
import { useState } from "react";
import { api, document_, type Run, type Scenario, type Schemas } from "../api/client";
import { namesOf, type ScenarioDocument } from "../api/scenario";
import { asFailed, useData } from "../api/useData";
import { Field } from "../editor/fields";
import { useMay, useMe } from "../frame/me";
import { go } from "../frame/router";
import { Await } from "../frame/states";
import { useWords } from "../words";

type Share = Schemas["Share"];

interface Doors {
  list: () => Promise<Share[]>;
  put: (reader: string, jurisdiction: string | null) => Promise<unknown>;
  drop: (reader: string) => Promise<unknown>;
}

export function ShareScenario({ scenario }: { scenario: Scenario }) {
  const id = scenario.id;
  const doors: Doors = {
    list: async () => (await api.GET("/v1/scenarios/{id}/shares", { params: { path: { id } } })).data!.items,
    put: (reader, jurisdiction) => api.PUT("/v1/scenarios/{id}/shares/{reader}", { params: { path: { id, reader } }, body: { jurisdiction } }),
    drop: (reader) => api.DELETE("/v1/scenarios/{id}/shares/{reader}", { params: { path: { id, reader } } }),
  };
  return <ShareWith doors={doors} scenario={id} version={scenario.versions} />;
}

export function ShareButton({ run }: { run: Run }) {
  const me = useMe();
  if (run.owner !== me.organisation || run.state === "queued" || run.state === "running") return null;
  const id = run.id;
  const doors: Doors = {
    list: async () => (await api.GET("/v1/runs/{id}/shares", { params: { path: { id } } })).data!.items,
    put: (reader, jurisdiction) => api.PUT("/v1/runs/{id}/shares/{reader}", { params: { path: { id, reader } }, body: { jurisdiction } }),
    drop: (reader) => api.DELETE("/v1/runs/{id}/shares/{reader}", { params: { path: { id, reader } } }),
  };
  return (
    <>
      <ShareWith doors={doors} scenario={run.scenario} version={run.version} />
      {run.analysis === "solve" && run.value !== null && <Decide run={run} />}
    </>
  );
}

function ShareWith({ doors, scenario, version }: { doors: Doors; scenario: string; version: number }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  if (!useMay("planner")) return null;
  return (
    <>
      <Button icon={<ShareAltOutlined aria-hidden />} onClick={() => setOpen(true)}>{t("share")}</Button>
      {open && (
        <Modal open title={t("share")} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
          <Readers doors={doors} scenario={scenario} version={version} />
        </Modal>
      )}
    </>
  );
}

/** Who reads it already, and one more. */
function Readers({ doors, scenario, version }: { doors: Doors; scenario: string; version: number }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const readers = useData("readers", doors.list);
  const [reader, setReader] = useState("");
  const [as, setAs] = useState<string | null>(null);
  const trying = (job: Promise<unknown>) => job.then(readers.reload, (error: unknown) => message.error(asFailed(error).message));
  return (
    <div className="form">
      <p className="quiet">{t("shareText")}</p>
      <Await of={readers} rows={2}>
        {(items) => (
          <div className="actions">
            {items.map((each) => (
              <Tag key={each.reader} closable={{ "aria-label": `${t("remove")} ${each.reader}` }} onClose={() => void trying(doors.drop(each.reader))}>
                {each.reader}{each.jurisdiction ? ` (${each.jurisdiction})` : ""}
              </Tag>
            ))}
          </div>
        )}
      </Await>
      <Field label={t("shareReader")} help={t("shareReaderHelp")}>{(id) => <Input id={id} value={reader} onChange={(event) => setReader(event.target.value)} />}</Field>
      <Field label={t("shareAs")} help={t("shareAsHelp")}>{(id) => <JurisdictionSelect id={id} scenario={scenario} version={version} value={as} set={setAs} />}</Field>
      <Button type="primary" disabled={!reader} onClick={() => void trying(doors.put(reader.trim(), as))}>{t("share")}</Button>
    </div>
  );
}

function useJurisdictions(scenario: string, version: number): { value: string; label: string }[] {
  const { say } = useWords();
  const found = useData(`document ${scenario} ${version}`, () => document_<ScenarioDocument>(`/v1/scenarios/${scenario}/versions/${version}`));
  const names = found.data && namesOf(found.data);
  return (found.data?.jurisdictions ?? []).map(({ id }) => ({ value: id, label: say(names?.get(id), id) }));
}

interface SelectProps {
  id: string;
  scenario: string;
  version: number;
  value: string | null;
  set: (value: string | null) => void;
}

function JurisdictionSelect({ id, scenario, version, value, set }: SelectProps) {
  const options = useJurisdictions(scenario, version);
  return <Select<string | null> id={id} className="wide" allowClear value={value} options={options} onChange={(chosen) => set(chosen ?? null)} />;
}

/** Put an allocation to the jurisdictions: name who speaks for each. */
function Decide({ run }: { run: Run }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  if (!useMay("planner")) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("decide")}</Button>
      {open && <DecideDialog run={run} close={() => setOpen(false)} />}
    </>
  );
}

function DecideDialog({ run, close }: { run: Run; close: () => void }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const me = useMe();
  const jurisdictions = useJurisdictions(run.scenario, run.version);
  const [speakers, setSpeakers] = useState<Record<string, string>>({});
  const [notes, setNotes] = useState("");
  const parties = jurisdictions.map(({ value }) => ({ jurisdiction: value, organisation: (speakers[value] ?? me.organisation).trim() })).filter((each) => each.organisation);
  const put = async () => {
    try {
      const made = (await api.POST("/v1/decisions", { body: { run: run.id, parties, notes } })).data!;
      go(`/decisions/${made.id}`);
    } catch (error) {
      void message.error(asFailed(error).message);
    }
  };
  return (
    <Modal open title={t("decide")} okText={t("decide")} okButtonProps={{ disabled: parties.length === 0 }} onOk={() => void put()} onCancel={close} destroyOnHidden>
      <div className="form">
        <p className="quiet">{t("decideText")}</p>
        {jurisdictions.map(({ value, label }) => (
          <Field key={value} label={t("decideSpeaker", { jurisdiction: label })}>
            {(id) => <Input id={id} value={speakers[value] ?? me.organisation} onChange={(event) => setSpeakers({ ...speakers, [value]: event.target.value })} />}
          </Field>
        ))}
        <Field label={t("notes")}>{(id) => <Input.TextArea id={id} value={notes} onChange={(event) => setNotes(event.target.value)} />}</Field>
      </div>
    </Modal>
  );
}
