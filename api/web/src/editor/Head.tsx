/** Above the editor: what it is, save, solve, up and down, differences. */
import { AppstoreOutlined, CopyOutlined, DiffOutlined, DownloadOutlined, PlayCircleOutlined, SaveOutlined, SettingOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Dropdown, Space, Tag } from "antd";
import { useState } from "react";
import { api, type Failed, type Scenario } from "../api/client";
import { asFailed } from "../api/useData";
import { useMay, useMe } from "../frame/me";
import { go, Link } from "../frame/router";
import { Trouble } from "../frame/states";
import { ShareScenario } from "../pages/ShareButton";
import { FileButton } from "../parts/FileButton";
import { useWords, type Text } from "../words";
import { BatchDialog, type ManyWish } from "./BatchDialog";
import { Difference } from "./Difference";
import { RunDialog, type Wish } from "./RunDialog";
import { at } from "./text";
import type { Draft } from "./useDraft";

export function Head({ draft, disabled }: { draft: Draft; disabled: boolean }) {
  const { t, say } = useWords();
  const [error, setError] = useState<Failed>();
  const act = useActs(draft, setError);
  const may = useMay("analyst");
  const mine = useMe().organisation === draft.scenario.owner;
  const title = say(at(draft.parsed.value, ["title"]) as Text | undefined, say(draft.scenario.title, draft.scenario.name));
  return (
    <>
      <header className="head">
        <div>
          <h1>{title}</h1>
          <p className="quiet">
            {t("versionOf", { n: draft.scenario.versions })} · <Link to={`/runs?scenario=${draft.scenario.id}`}>{t("edRuns")}</Link>{" "}
            {draft.dirty && <Tag color="warning">{t("edUnsaved")}</Tag>}
          </p>
        </div>
        <div className="actions">
          <Button icon={<DiffOutlined aria-hidden />} onClick={() => act.compare(true)}>{t("edDifference")}</Button>
          <Download draft={draft} />
          {!disabled && <FileButton icon={<UploadOutlined aria-hidden />} word="edUpload" hint={t("edUploadText")} take={act.upload} />}
          {mine && <ShareScenario scenario={draft.scenario} />}
          {disabled && may && <Button icon={<CopyOutlined aria-hidden />} onClick={act.clone}>{t("edClone")}</Button>}
          {!disabled && (
            <Button icon={<SaveOutlined aria-hidden />} disabled={!draft.dirty} loading={act.busy} onClick={() => void act.save()}>
              {t("edSave", { n: draft.scenario.versions + 1 })}
            </Button>
          )}
          {may && <Button icon={<AppstoreOutlined aria-hidden />} onClick={() => act.grid(true)}>{t("manyTitle")}</Button>}
          {may && (
            <Space.Compact>
              <Button type="primary" icon={<PlayCircleOutlined aria-hidden />} loading={act.busy} onClick={() => void act.solve({ analysis: "solve" })}>
                {draft.dirty && !disabled ? t("edSolveSaves") : t("edSolve")}
              </Button>
              <Button type="primary" icon={<SettingOutlined aria-hidden />} aria-label={t("edRunOptions")} title={t("edRunOptions")} onClick={() => act.options(true)} />
            </Space.Compact>
          )}
        </div>
      </header>
      {error?.code === "changed" ? <Alert type="warning" showIcon title={t("edChanged")} action={<Button onClick={() => void act.rebase()}>{t("edTakeLatest")}</Button>} /> : error && error.code !== "bad-scenario" && <Trouble error={error} />}
      {act.comparing && <Difference draft={draft} close={() => act.compare(false)} />}
      {act.choosing && <RunDialog variants={draft.verdict?.checked?.scenario.variants ?? []} scenario={draft.scenario} ask={act.solve} close={() => act.options(false)} />}
      {act.varying && <BatchDialog scenario={draft.scenario} variants={draft.verdict?.checked?.scenario.variants ?? []} ask={act.solveMany} close={() => act.grid(false)} />}
    </>
  );
}

/** What can be done with a draft; what fails is told above the editor. */
function useActs(draft: Draft, tell: (error: Failed | undefined) => void) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [comparing, compare] = useState(false);
  const [choosing, options] = useState(false);
  const [varying, grid] = useState(false);
  const trying = async <T,>(job: () => Promise<T>): Promise<T | undefined> => {
    setBusy(true);
    tell(undefined);
    try {
      return await job();
    } catch (found) {
      const failed = asFailed(found);
      tell(failed);
      void message.error(failed.title || t("offlineTitle"));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const save = () => trying(async () => {
    const now = await draft.save();
    void message.success(t("edSaved", { n: now.versions }));
    return now;
  });
  const solve = async (wish: Wish) => {
    const now: Scenario | undefined = draft.dirty ? await save() : draft.scenario;
    if (now === undefined) return;
    const run = await trying(async () => (await api.POST("/v1/runs", { body: bodyOf(now, wish) })).data!);
    if (run) go(`/runs/${run.id}`);
  };
  const solveMany = async (wish: ManyWish) => {
    const now: Scenario | undefined = draft.dirty ? await save() : draft.scenario;
    if (now === undefined) return;
    const batch = await trying(async () => (await api.POST("/v1/batches", { body: { ...askedOf(now), analysis: "solve", options: {}, ...wish } })).data!);
    if (batch) go(`/batches/${batch.id}`);
  };
  const upload = (file: File) => trying(async () => {
    const now = await draft.upload(file);
    void message.success(t("edUploaded", { file: file.name, n: now.versions }));
  });
  const clone = () => trying(async () => {
    const made = (await api.POST("/v1/scenarios/{id}/clone", { params: { path: { id: draft.scenario.id } } })).data!;
    go(`/scenarios/${made.id}`);
  });
  const rebase = () => trying(draft.rebase);
  return { busy, comparing, compare, choosing, options, varying, grid, save, solve, solveMany, upload, clone, rebase };
}

/** What runs and batches are asked with alike. */
const askedOf = (scenario: Scenario) => ({ scenario: scenario.id, version: scenario.versions, priority: "normal" as const, program: false });

function bodyOf(scenario: Scenario, wish: Wish) {
  return { ...askedOf(scenario), reports: true, label: wish.label ?? "", analysis: wish.analysis, options: wish.options ?? {}, changes: [], variant: wish.variant ?? null, seconds: wish.seconds ?? null };
}

function Download({ draft }: { draft: Draft }) {
  const { t, language } = useWords();
  const name = draft.scenario.name;
  const address = `/v1/scenarios/${draft.scenario.id}/versions/${draft.scenario.versions}`;
  const fetched = async (form: string) => {
    const answer = await fetch(`${address}?form=${form}`, { headers: { "Accept-Language": language } });
    keep(await answer.blob(), `${name}.${form}`);
  };
  const items = [
    { key: "xlsx", label: "XLSX", onClick: () => void fetched("xlsx") },
    { key: "yaml", label: "YAML", onClick: () => keep(new Blob([draft.text], { type: "application/yaml" }), `${name}.yaml`) },
    { key: "json", label: "JSON", onClick: () => void fetched("json") },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button icon={<DownloadOutlined aria-hidden />}>{t("edDownload")}</Button>
    </Dropdown>
  );
}

function keep(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
