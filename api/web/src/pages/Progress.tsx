/** A run at work: value and bound drawing near to each other, the gap between them, and a way to stop. */
import { StopOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Progress as Bar, Statistic } from "antd";
import { useEffect, useState } from "react";
import { api, type Run } from "../api/client";
import { type RunEvent, useEvents } from "../api/events";
import { asFailed } from "../api/useData";
import { useMay } from "../frame/me";
import { useFormat } from "../format";
import { useWords } from "../words";

const GOAL = 1e-4;

export function Progress({ run, began, ended }: { run: Run; began: () => void; ended: () => void }) {
  const { t } = useWords();
  const events = useEvents(run.id, ended);
  const rounds = events.filter((event) => event.gap != null);
  const last = events.at(-1);
  const started = events.findLast((event) => event.kind.endsWith("started"));
  useEffect(() => {
    if (started !== undefined) began();
  }, [started !== undefined]);
  return (
    <>
      <Card title={<h2>{t("progress")}</h2>} extra={<Stop run={run} />}>
        <p role="status" aria-live="polite">{phase(t, last, rounds.at(-1))}</p>
        <Gauge run={run} last={last} rounds={rounds} since={started?.at} />
        {rounds.length > 1 && <Course rounds={rounds} />}
      </Card>
      <Log events={events} />
    </>
  );
}

function phase(t: ReturnType<typeof useWords>["t"], last: RunEvent | undefined, round: RunEvent | undefined): string {
  if (last === undefined || last.kind === "queued") return t("runQueued");
  if (last.of != null) return t("runStep", { done: last.done ?? 0, of: last.of, at: last.part ?? "" });
  if (round === undefined) return t("runBuilding");
  return (round.gap ?? 1) <= GOAL ? t("runPricing") : t("runWorking");
}

/** How far it is: the gap on a scale of powers of ten, from 100 % to 0.01 %. */
export function share(gap: number | null | undefined): number {
  if (gap == null) return 0;
  return Math.round(Math.min(1, Math.max(0, -Math.log10(Math.max(gap, 1e-9)) / 4)) * 100);
}

function Gauge({ run, last, rounds, since }: { run: Run; last: RunEvent | undefined; rounds: RunEvent[]; since: string | undefined }) {
  const { t } = useWords();
  const format = useFormat();
  const now = useSeconds(since ?? null);
  const round = rounds.at(-1);
  const percent = last?.of ? Math.round(((last.done ?? 0) / last.of) * 100) : share(round?.gap);
  return (
    <>
      <Bar percent={percent} status={run.cancelling ? "exception" : "active"} showInfo={false} aria-label={t("progress")} />
      <div className="figures">
        <Statistic title={t("value")} value={format.points(round?.value)} />
        <Statistic title={t("bound")} value={format.points(round?.bound)} />
        <Statistic title={t("gap")} value={format.gap(round?.gap)} />
        <Statistic title={t("time")} value={since ? format.seconds(now) : "–"} />
      </div>
    </>
  );
}

function useSeconds(since: string | null): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 500);
    return () => window.clearInterval(timer);
  }, []);
  return since === null ? 0 : Math.max(0, (now - Date.parse(since)) / 1000);
}

/** Value from below and bound from above, round by round. */
function Course({ rounds }: { rounds: RunEvent[] }) {
  const { t } = useWords();
  const format = useFormat();
  const first = rounds[0]?.gap;
  const name = t("runProgress", { first: format.gap(first), now: format.gap(rounds.at(-1)?.gap) });
  const values = rounds.flatMap((each) => [each.value ?? 0, each.bound ?? 0]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (index: number) => 8 + (index / Math.max(1, rounds.length - 1)) * 584;
  const y = (value: number) => 112 - ((value - low) / (high - low || 1)) * 104;
  const line = (pick: (each: RunEvent) => number) => rounds.map((each, index) => `${x(index)},${y(pick(each))}`).join(" ");
  return (
    <svg viewBox="0 0 600 120" className="course" role="img" aria-label={name}>
      <polyline points={line((each) => each.bound ?? 0)} className="bound" />
      <polyline points={line((each) => each.value ?? 0)} className="worth" />
      <text x="10" y="14" className="bound">{t("bound")}</text>
      <text x="10" y="106" className="worth">{t("value")}</text>
    </svg>
  );
}

function Stop({ run }: { run: Run }) {
  const { t } = useWords();
  const may = useMay("analyst");
  const [asked, setAsked] = useState(run.cancelling);
  const [error, setError] = useState<string>();
  if (!may) return null;
  const stop = async () => {
    setAsked(true);
    try {
      await api.POST("/v1/runs/{id}/cancel", { params: { path: { id: run.id } } });
    } catch (found) {
      setAsked(false);
      setError(asFailed(found).message);
    }
  };
  return (
    <>
      {error && <Alert type="error" title={error} />}
      <Button danger icon={<StopOutlined aria-hidden />} loading={asked} onClick={() => void stop()}>
        {asked ? t("stopping") : t("stop")}
      </Button>
    </>
  );
}

export function Log({ events }: { events: RunEvent[] }) {
  const { t } = useWords();
  const format = useFormat();
  return (
    <Card title={<h2>{t("log")}</h2>}>
      <div className="scroll" tabIndex={0} role="region" aria-label={t("log")}>
        <table className="plain">
          <thead>
            <tr>
              <th>{t("time")}</th><th>{t("state")}</th><th className="num">{t("round")}</th>
              <th className="num">{t("value")}</th><th className="num">{t("bound")}</th><th className="num">{t("gap")}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <tr key={event.number}>
                <td>{new Date(event.at).toLocaleTimeString()}</td>
                <td>{t(EVENT[event.kind] ?? "progress")}</td>
                <td className="num">{event.round ?? (event.of ? `${event.done}/${event.of}` : "")}</td>
                <td className="num">{event.value == null ? "" : format.number(event.value)}</td>
                <td className="num">{event.bound == null ? "" : format.number(event.bound)}</td>
                <td className="num">{event.gap == null ? "" : format.gap(event.gap)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

const EVENT: Record<string, "stateQueued" | "stateRunning" | "progress" | "runEnded" | "runRetried"> = {
  queued: "stateQueued",
  started: "stateRunning",
  progress: "progress",
  restarted: "runRetried",
  ended: "runEnded",
};
