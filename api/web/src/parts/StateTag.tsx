/** The state of a run, in a word and a colour. */
import { Tag } from "antd";
import type { Run } from "../api/client";
import { useWords, type Word } from "../words";

const STATES: Record<Run["state"], { word: Word; color: string }> = {
  queued: { word: "stateQueued", color: "default" },
  running: { word: "stateRunning", color: "processing" },
  succeeded: { word: "stateSucceeded", color: "success" },
  infeasible: { word: "stateInfeasible", color: "error" },
  "timed-out": { word: "stateTimedOut", color: "warning" },
  cancelled: { word: "stateCancelled", color: "default" },
  failed: { word: "stateFailed", color: "error" },
};

export function StateTag({ state }: { state: Run["state"] }) {
  const { t } = useWords();
  return (
    <Tag color={STATES[state].color} className="state-tag">
      {t(STATES[state].word)}
    </Tag>
  );
}
