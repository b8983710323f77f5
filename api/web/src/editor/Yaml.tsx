/** The text of a scenario: coloured, completed from the schema, with every fault at its line. */
import { autocompletion } from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { useEffect, useRef } from "react";
import { NONCE } from "../frame/nonce";
import { completing } from "./completion";
import type { Schema } from "./schema";

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "tok-key" },
  { tag: [tags.string, tags.content], class: "tok-text" },
  { tag: [tags.number, tags.bool], class: "tok-number" },
  { tag: tags.comment, class: "tok-note" },
]);

const LOOK = EditorView.theme({
  "&": { height: "100%", fontSize: "13.5px", backgroundColor: "var(--paper)", color: "var(--ink)" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace', lineHeight: "1.6" },
  ".cm-gutters": { backgroundColor: "var(--ground)", color: "var(--quiet)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--line-now)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { background: "var(--chosen)" },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)" },
});

export interface YamlProps {
  text: string;
  label: string;
  diagnostics: readonly Diagnostic[];
  schema: Schema | undefined;
  readOnly: boolean;
  onChange: (text: string) => void;
  /** Where to look: a new object moves the cursor and the view there. */
  look: { at: number } | undefined;
}

export function Yaml({ text, label, diagnostics, schema, readOnly, onChange, look }: YamlProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ onChange, schema });
  latest.current = { onChange, schema };
  useEffect(() => {
    if (host.current === null) return undefined;
    const extensions = [
      basicSetup,
      yaml(),
      syntaxHighlighting(COLOURS),
      LOOK,
      lintGutter(),
      autocompletion({ override: [completing(() => latest.current.schema)] }),
      EditorView.cspNonce.of(NONCE),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      EditorState.readOnly.of(readOnly),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && update.transactions.some((each) => each.isUserEvent("input") || each.isUserEvent("delete") || each.isUserEvent("undo") || each.isUserEvent("redo") || each.isUserEvent("move")))
          latest.current.onChange(update.state.doc.toString());
      }),
    ];
    const made = new EditorView({ parent: host.current, state: EditorState.create({ doc: text, extensions }) });
    view.current = made;
    return () => made.destroy();
  }, [label, readOnly]);
  useEffect(() => {
    const there = view.current;
    if (there && there.state.doc.toString() !== text) {
      const head = Math.min(there.state.selection.main.head, text.length);
      there.dispatch({ changes: minimal(there.state.doc.toString(), text), selection: { anchor: head } });
    }
  }, [text]);
  useEffect(() => {
    const there = view.current;
    if (!there) return;
    const end = there.state.doc.length;
    const inside = diagnostics.map((each) => ({ ...each, from: Math.min(each.from, end), to: Math.min(Math.max(each.to, each.from), end) }));
    there.dispatch(setDiagnostics(there.state, inside));
  }, [diagnostics, text]);
  useEffect(() => {
    const there = view.current;
    if (!there || look === undefined) return;
    const anchor = Math.min(look.at, there.state.doc.length);
    there.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    there.focus();
  }, [look]);
  return <div ref={host} className="yaml" />;
}

/** The smallest part that differs, so that the view stays where it is. */
function minimal(before: string, after: string): { from: number; to: number; insert: string } {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from++;
  let cut = 0;
  while (cut < before.length - from && cut < after.length - from && before[before.length - 1 - cut] === after[after.length - 1 - cut]) cut++;
  return { from, to: before.length - cut, insert: after.slice(from, after.length - cut) };
}
