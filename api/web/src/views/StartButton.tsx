/** Ask a further question about the scenario of a run, and go to its answer. */
import { Alert, Button } from "antd";
import { useState } from "react";
import { api, type Run } from "../api/client";
import { asFailed } from "../api/useData";
import { useMayAsk } from "../frame/me";
import { go } from "../frame/router";

export function StartButton({ run, analysis, options = {}, seconds, label }: { run: Run; analysis: string; options?: Record<string, unknown>; seconds?: number; label: string }) {
  const may = useMayAsk(run);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  if (!may) return null;
  const start = async () => {
    setBusy(true);
    try {
      const wish = { analysis, options, scenario: run.scenario, version: run.version, variant: run.variant, changes: run.changes, ...(seconds === undefined ? {} : { seconds }) };
      const made = await api.POST("/v1/runs", { body: wish as never });
      go(`/runs/${(made.data as Run).id}`);
    } catch (found) {
      setError(asFailed(found).message);
      setBusy(false);
    }
  };
  return (
    <>
      <Button loading={busy} onClick={() => void start()}>{label}</Button>
      {error && <Alert type="error" title={error} />}
    </>
  );
}
