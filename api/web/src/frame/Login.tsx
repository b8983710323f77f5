/** The door of a service that asks for keys: the key opens a session, and is kept nowhere. */
import { Alert, Button, Card, Form, Input } from "antd";
import { useState } from "react";
import { api, type Failed } from "../api/client";
import { asFailed } from "../api/useData";
import { useWords } from "../words";
import { Chooser } from "./Chooser";

export function Login({ done }: { done: () => void }) {
  const { t } = useWords();
  const [error, setError] = useState<Failed>();
  const [busy, setBusy] = useState(false);
  const begin = async ({ key }: { key: string }) => {
    setBusy(true);
    try {
      await api.POST("/v1/session", { body: { key } });
      done();
    } catch (found) {
      setError(asFailed(found));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="login">
      <Card title={<h1>{t("appName")}</h1>} extra={<Chooser />}>
        <p>{t("loginText")}</p>
        <Form layout="vertical" onFinish={begin} requiredMark={false}>
          <Form.Item name="key" label={t("loginKey")} rules={[{ required: true, min: 8 }]}>
            <Input.Password autoComplete="current-password" autoFocus />
          </Form.Item>
          {error && <Alert type="error" showIcon title={error.title} className="state" />}
          <Button type="primary" htmlType="submit" loading={busy} block>
            {t("loginTitle")}
          </Button>
        </Form>
      </Card>
    </main>
  );
}
