/** A scenario while it is written: the text, what is saved, and what the service says of it. */
import type { Diagnostic } from "@codemirror/lint";
import { useCallback, useEffect, useMemo, useState } from "react";
import { api, ask, document_, type Failed, type Fault, type Scenario } from "../api/client";
import { mediaOf } from "../api/media";
import { asFailed } from "../api/useData";
import { parse, type Parsed, pathOf, rangeAt } from "./text";
import type { Text, Told } from "../words";

const YAML = { "Content-Type": "application/yaml" };
const PAUSE = 450;

/** What the service tells of a sound scenario. */
export interface Checked {
  scenario: { cities: number; jurisdictions: number; funders: number; periods: unknown[]; money: { currency: string; unit: string; available: number }; variants: { id: string; title: Text | null }[] };
  rules: { rule: string; kind: string; rows: number; first: { at: string[]; of: string; lines: number; sense: string; rhs: number }[]; inactive: { at: string[]; reason: Text }[] }[];
  assumptions: { path: string; why: Told }[];
  warnings: { severity: "error" | "warning" | "note"; rule: string | null; text: Text; cure: Text }[];
}

export interface Verdict {
  /** The text that was looked at. */
  of: string;
  checked: Checked | undefined;
  error: Failed | undefined;
}

export interface Draft {
  text: string;
  saved: string;
  etag: string;
  scenario: Scenario;
  parsed: Parsed;
  verdict: Verdict | undefined;
  checking: boolean;
  dirty: boolean;
  write: (text: string) => void;
  save: () => Promise<Scenario>;
  upload: (file: File) => Promise<Scenario>;
  rebase: () => Promise<void>;
}

export interface Opened {
  scenario: Scenario;
  etag: string;
  text: string;
}

/** The latest version as text: as it was written, or written out where it is no text of its own. */
export async function opened(id: string, me: string): Promise<Opened> {
  const { data, response } = await api.GET("/v1/scenarios/{id}", { params: { path: { id } } });
  const scenario = data!;
  const address = `/v1/scenarios/${id}/versions/${scenario.versions}`;
  let text: string | undefined;
  if (scenario.owner === me) {
    const source = await ask(`${address}/source`);
    const written = source.headers.get("content-type")?.includes("yaml") ? await source.text() : undefined;
    if (written !== undefined && !/^\s*extends:\s*\S+\s*$/.test(written)) text = written;
  }
  text ??= await (await ask(address, { headers: { Accept: "application/yaml" } })).text();
  return { scenario, etag: response.headers.get("etag") ?? "", text };
}

export function useDraft(first: Opened): Draft {
  const [base, setBase] = useState(first);
  const [text, write] = useState(first.text);
  const { verdict, checking } = useVerdict(text);
  const parsed = useMemo(() => parse(text), [text]);
  const id = base.scenario.id;
  const send = useCallback(async (body: string | File, media: string, after: (etag: string) => Promise<Opened>) => {
    const answer = await ask(`/v1/scenarios/${id}/versions`, { method: "POST", body, headers: { "Content-Type": media, "If-Match": base.etag } });
    const now = await after(answer.headers.get("etag") ?? "");
    setBase(now);
    return now;
  }, [id, base.etag]);
  const save = useCallback(async () => {
    const now = await send(text, "application/yaml", async () => ({ ...(await opened(id, base.scenario.owner)), text }));
    return now.scenario;
  }, [send, text, id, base.scenario.owner]);
  const upload = useCallback(async (file: File) => {
    const now = await send(file, mediaOf(file), () => opened(id, base.scenario.owner));
    write(now.text);
    return now.scenario;
  }, [send, id, base.scenario.owner]);
  const rebase = useCallback(async () => setBase(await opened(id, base.scenario.owner)), [id, base.scenario.owner]);
  return { text, saved: base.text, etag: base.etag, scenario: base.scenario, parsed, verdict, checking, dirty: text !== base.text, write, save, upload, rebase };
}

/** Ask the service a moment after the last change; an answer to an older text is left out. */
function useVerdict(text: string): { verdict: Verdict | undefined; checking: boolean } {
  const [verdict, setVerdict] = useState<Verdict>();
  useEffect(() => {
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      document_<Checked>("/v1/check", { method: "POST", body: text, headers: YAML, signal: stop.signal }).then(
        (checked) => setVerdict({ of: text, checked, error: undefined }),
        (error: unknown) => stop.signal.aborted || setVerdict({ of: text, checked: undefined, error: asFailed(error) }),
      );
    }, PAUSE);
    return () => {
      window.clearTimeout(timer);
      stop.abort();
    };
  }, [text]);
  return { verdict, checking: verdict?.of !== text };
}

/** Something that is wrong, or odd, with its place in the text. */
export interface Finding {
  severity: "error" | "warning" | "info";
  line: number | undefined;
  at: number | undefined;
  end: number | undefined;
  path: string;
  found: string | undefined;
  expected: Text | undefined;
  cure: Text | undefined;
  says: Text | undefined;
}

const NO_TEXT = { expected: undefined, cure: undefined, says: undefined, found: undefined };

/** All findings: faults of YAML at once, then what the service says of the text as it is. */
export function findingsOf(draft: Pick<Draft, "text" | "parsed" | "verdict">): Finding[] {
  const { text, parsed, verdict } = draft;
  if (parsed.slips.length > 0)
    return parsed.slips.map((slip) => ({ ...NO_TEXT, severity: "error", line: lineOf(text, slip.from), at: slip.from, end: slip.to, path: "", says: { zh: slip.message, en: slip.message } }));
  if (verdict === undefined || verdict.of !== text) return [];
  const faults = verdict.error?.errors ?? [];
  if (verdict.error && faults.length === 0)
    return [{ ...NO_TEXT, severity: "error", line: undefined, at: undefined, end: undefined, path: "", says: { zh: verdict.error.message, en: verdict.error.message } }];
  const wrong = faults.map((fault) => placed(text, parsed, fault));
  const odd = verdict.checked?.warnings.map((warning): Finding => {
    const [at, end] = (warning.rule && rangeAt(parsed.doc, pathOf(parsed.value, `rules.${warning.rule}`))) || [];
    const severity = warning.severity === "note" ? "info" : warning.severity;
    return { severity, line: at === undefined ? undefined : lineOf(text, at), at, end, path: warning.rule ?? "", found: undefined, expected: undefined, cure: warning.cure, says: warning.text };
  });
  return [...wrong, ...(odd ?? [])];
}

function placed(text: string, parsed: Parsed, fault: Fault & { place?: string | null }): Finding {
  const line = Number(/:(\d+)$/.exec(fault.place ?? "")?.[1]) || undefined;
  let span = rangeAt(parsed.doc, pathOf(parsed.value, fault.path ?? ""));
  if (line !== undefined && (span === undefined || lineOf(text, span[0]) !== line)) span = lineSpan(text, line);
  return { severity: "error", line: line ?? (span && lineOf(text, span[0])), at: span?.[0], end: span?.[1], path: fault.path ?? "", found: fault.found, expected: fault.expected, cure: fault.cure, says: undefined };
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

function lineSpan(text: string, line: number): [number, number] {
  const lines = text.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const said = lines[line - 1] ?? "";
  return [from + (said.length - said.trimStart().length), from + said.length];
}

/** Findings as the marks of the text editor. */
export function marks(findings: readonly Finding[], say: (finding: Finding) => string): Diagnostic[] {
  return findings.filter((each) => each.at !== undefined).map((each) => ({
    from: each.at ?? 0,
    to: each.end ?? each.at ?? 0,
    severity: each.severity,
    message: say(each),
  }));
}
