/** What if: lock a city's money, drop a rule, move a bound; solved again as you go, priced against the plan. */
import { Alert, Button, Card, InputNumber, Select, Slider, Space, Spin, Statistic, Tag } from "antd";
import { useEffect, useState } from "react";
import { api, document_, type Run } from "../api/client";
import { asFailed } from "../api/useData";
import { useMayAsk } from "../frame/me";
import type { ResultProps } from "../frame/registry";
import { go, Link, usePlace } from "../frame/router";
import { Nothing } from "../frame/states";
import { DataTable } from "../parts/DataTable";
import { type Allocation, hasPlan } from "./shapes";
import { type Telling, useTelling } from "./telling";

const PAUSE = 700;
const BOUNDS = ["min", "max", "floor", "ceiling"];
interface Answer { run: Run; result: Allocation | undefined }

/** Without a plan there is nothing to compare with; what the changes bring is told all the same. */
export default function WhatIfView({ run, result: answered, scenario }: ResultProps<Allocation>) {
  const result = hasPlan(answered) && answered.cities !== undefined ? answered : undefined;
  const tell = useTelling(scenario);
  const { t } = tell;
  const may = useMayAsk(run);
  const query = usePlace().query;
  const [wishes, setWishes] = useState<Record<string, string>>(() => proposed(query));
  const answer = useSolved(run, Object.values(wishes));
  const put = (key: string, wish: string | undefined) => setWishes(({ [key]: _, ...rest }) => (wish === undefined ? rest : { ...rest, [key]: wish }));
  if (!may) return <Nothing text={t("ownersAsk", { owner: run.owner })} />;
  return (
    <>
      <div className="columns flush">
        <Card title={<h2>{t("lockCity")}</h2>}><LockCity {...{ result, scenario, tell, put }} first={query.get("city")} /></Card>
        <Card title={<h2>{t("changeRule")}</h2>}><ChangeRule {...{ scenario, tell, put }} first={query.get("rule")} proposal={query.get("to")} /></Card>
      </div>
      {Object.keys(wishes).length > 0 && (
        <Card size="small">
          <Space wrap>
            <span className="quiet">{t("changesNow")}:</span>
            {Object.entries(wishes).map(([key, wish]) => <Tag key={key} closable title={wish} onClose={() => put(key, undefined)}>{inWords(key, wish, tell)}</Tag>)}
          </Space>
        </Card>
      )}
      <Card title={<h2>{t("whatIfAnswer")}</h2>} extra={answer.busy && <Spin size="small" />}>
        <div aria-live="polite">
          {answer.error && <Alert type="error" showIcon title={answer.error} />}
          {answer.got === undefined ? <p className="quiet">{answer.busy ? t("loading") : t("whatIfHint")}</p> : <Told before={result} answer={answer.got} tell={tell} />}
        </div>
      </Card>
    </>
  );
}

/** A change as people say it; `key` is what it is about, the wish is how the service is told. */
function inWords(key: string, wish: string, tell: Telling): string {
  const [what, id, field] = key.split(" ");
  if (what === "city") return `${tell.name(id)}: ${tell.t("exactly")} ${tell.amount(Number(/exactly: ([^,}]+)/.exec(wish)?.[1]))}`;
  const value = Number(wish.slice(wish.indexOf("=") + 1));
  return `${tell.rule(id!)}: ${field === undefined ? tell.t("ruleOff") : `${boundWord(field, tell)} ${tell.format.number(value)}`}`;
}
const boundWord = (field: string, tell: Telling) => tell.t(field === "min" || field === "floor" ? "atLeast" : "atMost");

/** A change that was proposed where the reader comes from. */
function proposed(query: URLSearchParams): Record<string, string> {
  const [rule, field, to] = [query.get("rule"), query.get("field"), query.get("to")];
  return rule && field && to ? { [`rule ${rule} ${field}`]: `rules.${rule}.${field}=${to}` } : {};
}

/** Ask the service for the plan with these changes, a moment after the last one was made. */
function useSolved(run: Run, changes: string[]) {
  const [state, setState] = useState<{ key: string; got?: Answer; error?: string }>({ key: "" });
  const key = changes.join("\n");
  useEffect(() => {
    if (key === "") return;
    let wanted = true;
    let asked: string | undefined;
    const timer = setTimeout(() => void solve(run, changes, (id) => (asked = id)).then((got) => wanted && setState({ key, got }), (found) => wanted && setState({ key, error: asFailed(found).message })), PAUSE);
    return () => {
      wanted = false;
      clearTimeout(timer);
      if (asked !== undefined) void api.POST("/v1/runs/{id}/cancel", { params: { path: { id: asked } } }).catch(() => undefined);
    };
  }, [key, run.id]);
  return { busy: key !== "" && state.key !== key, got: key === "" || state.key !== key ? undefined : state.got, error: state.key === key ? state.error : undefined };
}

async function solve(run: Run, changes: string[], began: (id: string | undefined) => void): Promise<Answer> {
  const body = { analysis: "solve", scenario: run.scenario, version: run.version, variant: run.variant, changes: [...run.changes, ...changes], priority: "high", reports: false, label: "what if" };
  let made = (await api.POST("/v1/runs", { body: body as never })).data as Run;
  began(made.id);
  while (made.state === "queued" || made.state === "running") {
    await new Promise((go) => setTimeout(go, 400));
    made = (await api.GET("/v1/runs/{id}", { params: { path: { id: made.id } } })).data!;
  }
  began(undefined);
  return { run: made, result: made.digest === null ? undefined : await document_<Allocation>(`/v1/runs/${made.id}/result?form=json`) };
}

type Put = (key: string, wish: string | undefined) => void;

function LockCity({ result, scenario, tell, put, first }: { result: Allocation | undefined; scenario: ResultProps["scenario"]; tell: Telling; put: Put; first: string | null }) {
  const { t } = tell;
  const [city, setCity] = useState(first ?? scenario.cities[0]!.id);
  const given = (id: string) => Math.round(result?.cities.find((each) => each.id === id)?.received ?? 0);
  const now = given(city);
  const [amount, setAmount] = useState(now);
  const choose = (id: string) => { setCity(id); setAmount(given(id)); };
  const lock = (value: number) => { setAmount(value); put(`city ${city}`, `rules.lock-${city}={kind: commitment, cities: [${city}], exactly: ${value}}`); };
  const top = Math.max(100, Math.ceil(now * 2));
  return (
    <>
      <Select showSearch optionFilterProp="label" value={city} onChange={choose} aria-label={t("city")} className="wide" options={scenario.cities.map((each) => ({ value: each.id, label: tell.name(each.id) }))} />
      {result && <p className="quiet">{t("cityNow", { amount: tell.amount(now) })}</p>}
      <Slider min={0} max={top} step={Math.max(1, Math.round(top / 100))} value={amount} onChange={setAmount} onChangeComplete={lock} ariaLabelForHandle={t("lockCity")} />
      <Space><InputNumber className="amount" min={0} value={amount} onChange={(value) => value !== null && lock(value)} aria-label={`${t("amount")} (${tell.unit})`} suffix={tell.unit} /><Button onClick={() => lock(amount)}>{t("lock")}</Button></Space>
    </>
  );
}

function ChangeRule({ scenario, tell, put, first, proposal }: { scenario: ResultProps["scenario"]; tell: Telling; put: Put; first: string | null; proposal: string | null }) {
  const { t } = tell;
  const rules = scenario.rules.filter((rule) => rule.id !== undefined);
  const [id, setId] = useState(rules.find((rule) => rule.id === first)?.id ?? rules[0]?.id ?? "");
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) return <Nothing />;
  const bounds = BOUNDS.filter((name) => typeof rule[name] === "number");
  return (
    <>
      <Select showSearch optionFilterProp="label" value={id} onChange={setId} aria-label={t("rule")} className="wide" options={rules.map((each) => ({ value: each.id!, label: tell.rule(each.id!) }))} />
      {bounds.map((name) => <Bound key={`${id} ${name}`} name={name} now={rule[name] as number} from={id === first && proposal !== null && bounds.length === 1 ? Number(proposal) : (rule[name] as number)} tell={tell} set={(value) => put(`rule ${id} ${name}`, `rules.${id}.${name}=${value}`)} />)}
      <p><Button onClick={() => put(`rule ${id}`, `rules.${id}=null`)}>{t("dropRule")}</Button></p>
    </>
  );
}

function Bound({ name, now, from, tell, set }: { name: string; now: number; from: number; tell: Telling; set: (value: number) => void }) {
  const [value, setValue] = useState(from);
  const top = now <= 1 ? 1 : now * 2;
  return (
    <div>
      <label className="quiet">{boundWord(name, tell)}: {now <= 1 ? tell.format.share(value) : tell.format.number(value)}</label>
      <Slider min={0} max={top} step={top / 100} value={value} onChange={setValue} onChangeComplete={(to) => set(+to.toPrecision(6))} ariaLabelForHandle={name} />
    </div>
  );
}

function Told({ before, answer, tell }: { before: Allocation | undefined; answer: Answer; tell: Telling }) {
  const { t, format } = tell;
  const { result, run } = answer;
  if (result?.value == null) return <Alert type="error" showIcon title={t("whatIfNone")} action={<Button onClick={() => go(`/runs/${run.id}`)}>{t("viewDiagnosis")}</Button>} />;
  const change = result.value - (before?.value ?? 0);
  const money = new Map(before?.cities.map((each) => [each.id, each.received]));
  const rows = result.cities.map((each) => ({ id: each.id, before: money.get(each.id) ?? 0, after: each.received, change: each.received - (money.get(each.id) ?? 0) })).sort((one, other) => Math.abs(other.change) - Math.abs(one.change));
  const number = (key: "before" | "after" | "change", title: string) => ({ key, title: `${title} (${tell.unit})`, of: (row: (typeof rows)[number]) => row[key], show: format.number });
  return (
    <>
      <div className="figures flush">
        <Statistic title={t("value")} value={format.points(result.value)} />
        {before && <Statistic title={change < 0 ? t("itCosts") : t("itGains")} value={format.points(Math.abs(change))} className={change < 0 ? "loss" : "gain"} />}
        <Statistic title={t("spent")} value={tell.amount(result.money.spent)} />
      </div>
      <p><Link to={`/runs/${run.id}/map`}>{t("openPlan")}</Link></p>
      <DataTable name={t("whatIfAnswer")} sheet={{ columns: [{ key: "city", title: t("city"), of: (row) => tell.name(row.id) }, number("before", t("beforeIt")), number("after", t("afterIt")), number("change", t("changeOf"))], rows }} />
    </>
  );
}
