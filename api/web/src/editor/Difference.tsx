/** What changed: the draft against what is saved, line by line, and versions against each other in words. */
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { Drawer, InputNumber, Tabs } from "antd";
import { useEffect, useRef, useState } from "react";
import { api } from "../api/client";
import { useData } from "../api/useData";
import { NONCE } from "../frame/nonce";
import { Await, Nothing } from "../frame/states";
import { useWords } from "../words";
import type { Draft } from "./useDraft";

export function Difference({ draft, close }: { draft: Draft; close: () => void }) {
  const { t } = useWords();
  const items = [
    { key: "draft", label: t("edDraftDifference"), children: draft.dirty ? <Lines before={draft.saved} after={draft.text} /> : <Nothing text={t("edSame")} /> },
    { key: "versions", label: t("edVersions"), children: <Versions key={draft.scenario.versions} draft={draft} /> },
  ];
  return (
    <Drawer open title={t("edDifference")} onClose={close} size={760} destroyOnHidden>
      <Tabs items={items} defaultActiveKey={draft.dirty ? "draft" : "versions"} />
    </Drawer>
  );
}

function Lines({ before, after }: { before: string; after: string }) {
  const { t } = useWords();
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return undefined;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.lineWrapping,
          EditorView.cspNonce.of(NONCE),
          EditorView.contentAttributes.of({ "aria-label": t("edDraftDifference"), tabindex: "0" }),
          unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 3, minSize: 6 } }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, t]);
  return <div ref={host} className="lines" />;
}

function Versions({ draft }: { draft: Draft }) {
  const { t } = useWords();
  const latest = draft.scenario.versions;
  const [pair, setPair] = useState<[number, number]>([latest - 1, latest]);
  if (latest < 2) return <Nothing text={t("edFirst")} />;
  const pick = (which: 0 | 1, label: string) => (
    <InputNumber<number> aria-label={label} min={1} max={latest} value={pair[which]} onChange={(n) => n && setPair(which === 0 ? [n, pair[1]] : [pair[0], n])} />
  );
  return (
    <>
      <p className="actions">
        {pick(0, t("edBetween", { one: pair[0], other: pair[1] }))} → {pick(1, t("version"))}
      </p>
      <Told id={draft.scenario.id} one={pair[0]} other={pair[1]} />
    </>
  );
}

function Told({ id, one, other }: { id: string; one: number; other: number }) {
  const { t, say } = useWords();
  const found = useData(`difference ${id} ${one} ${other}`, async () =>
    (await api.GET("/v1/scenarios/{id}/difference", { params: { path: { id }, query: { one, other } } })).data!.changes);
  return (
    <Await of={found}>
      {(changes) =>
        changes.length ? (
          <ul className="changes">
            {changes.map((each) => <li key={each.pointer}>{say(each.says)}</li>)}
          </ul>
        ) : (
          <Nothing text={t("edSame")} />
        )
      }
    </Await>
  );
}
