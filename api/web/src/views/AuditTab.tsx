/** Paste or upload a plan made by hand, and have it checked against the rules and the best plan. */
import { UploadOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Input } from "antd";
import { useId, useState } from "react";
import { api, type Run } from "../api/client";
import { asFailed, useData } from "../api/useData";
import { loadAnalyses } from "../editor/catalogue";
import { useMayAsk } from "../frame/me";
import type { ResultProps } from "../frame/registry";
import { go } from "../frame/router";
import { Await, Faults, Nothing } from "../frame/states";
import type { Failed } from "../api/client";
import { FileButton } from "../parts/FileButton";
import { useWords } from "../words";
import type { Allocation } from "./shapes";

export default function AuditTab({ run, result }: ResultProps<Allocation>) {
  const { t } = useWords();
  const may = useMayAsk(run);
  const analyses = useData("analyses", loadAnalyses);
  if (!may) return <Nothing text={t("ownersAsk", { owner: run.owner })} />;
  return <Await of={analyses}>{(known) => known.some((each) => each.name === "audit") ? <Ask run={run} result={result} /> : <Nothing text={t("auditNotHere")} />}</Await>;
}

function Ask({ run, result }: { run: Run; result: Allocation }) {
  const { t } = useWords();
  const [plan, setPlan] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Failed>();
  const name = useId();
  const begin = () => setPlan(["city,amount", ...result.cities.map((each) => `${each.id},${Math.round(each.received * 100) / 100}`)].join("\n"));
  const check = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const body = { analysis: "audit", options: { plan }, scenario: run.scenario, version: run.version, variant: run.variant, changes: run.changes };
      go(`/runs/${((await api.POST("/v1/runs", { body: body as never })).data as Run).id}`);
    } catch (found) {
      setError(asFailed(found));
      setBusy(false);
    }
  };
  return (
    <Card title={<h2 id={name}>{t("auditAskTitle")}</h2>}>
      <div className="form">
        <p className="quiet">{t("auditAskText")}</p>
        <div className="actions">
          <FileButton icon={<UploadOutlined aria-hidden />} word="auditUpload" hint={t("auditUploadHint")} accept=".csv,.txt" take={async (file) => setPlan(await file.text())} />
          <Button onClick={begin}>{t("auditBegin")}</Button>
        </div>
        <Input.TextArea className="mono" aria-labelledby={name} autoSize={{ minRows: 8, maxRows: 24 }} value={plan} placeholder={"city,amount\n…"} onChange={(event) => setPlan(event.target.value)} />
        {error && <Alert type="error" showIcon title={error.title} description={<Faults detail={error.detail} errors={error.errors} />} />}
        <div><Button type="primary" loading={busy} disabled={plan.trim() === ""} onClick={() => void check()}>{t("auditCheck")}</Button></div>
      </div>
    </Card>
  );
}
