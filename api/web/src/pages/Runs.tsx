/** All runs, the newest first. */
import { Button, Card } from "antd";
import { useState } from "react";
import { api, type Run } from "../api/client";
import { asFailed, useData } from "../api/useData";
import type { PageProps } from "../frame/registry";
import { Await, Nothing } from "../frame/states";
import { RunTable } from "../parts/RunTable";
import { useWords } from "../words";
import { Batches } from "./Batches";

const PAGE = 50;

export function Runs({ query }: PageProps) {
  const { t } = useWords();
  const scenario = query.get("scenario") ?? undefined;
  const first = useData(`runs ${scenario ?? ""}`, () => page(scenario));
  return (
    <>
      <h1>{t("runsTitle")}</h1>
      {scenario === undefined && <Batches />}
      <Card>
        <Await of={first}>{(got) => (got.items.length ? <More key={scenario ?? ""} first={got} scenario={scenario} /> : <Nothing text={t("runsNone")} />)}</Await>
      </Card>
    </>
  );
}

interface Got {
  items: Run[];
  next: string | null;
}

async function page(scenario?: string, cursor?: string): Promise<Got> {
  const query = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }), ...(scenario === undefined ? {} : { scenario }) };
  const { items, next } = (await api.GET("/v1/runs", { params: { query } })).data!;
  return { items, next: next == null ? null : String(next) };
}

function More({ first, scenario }: { first: Got; scenario: string | undefined }) {
  const { t } = useWords();
  const [got, setGot] = useState(first);
  const [error, setError] = useState<string>();
  const more = async () => {
    try {
      const further = await page(scenario, got.next ?? undefined);
      setGot({ items: [...got.items, ...further.items], next: further.next });
    } catch (found) {
      setError(asFailed(found).message);
    }
  };
  return (
    <>
      <RunTable runs={got.items} />
      {error && <p role="alert">{error}</p>}
      {got.next !== null && <Button onClick={() => void more()}>{t("more")}</Button>}
    </>
  );
}
