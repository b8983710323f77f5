/** Data of the service for a component: loading, there, or failed; and how to ask again. */
import { useCallback, useEffect, useRef, useState } from "react";
import { Failed } from "./client";

export interface Asked<T> {
  data: T | undefined;
  error: Failed | undefined;
  loading: boolean;
  reload: () => void;
}

/** Load when the component appears and when `key` changes; what comes too late is left out. */
export function useData<T>(key: string, load: () => Promise<T>): Asked<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ key: string; data?: T; error?: Failed }>();
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    let wanted = true;
    latest.current().then(
      (data) => wanted && setState({ key, data }),
      (error: unknown) => wanted && setState({ key, error: asFailed(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [key, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const mine = state?.key === key ? state : undefined;
  return { data: mine?.data, error: mine?.error, loading: mine === undefined, reload };
}

/** Return what went wrong as a `Failed`, whatever it is. */
export function asFailed(error: unknown): Failed {
  if (error instanceof Failed) return error;
  return new Failed(500, "fault", error instanceof Error ? error.message : String(error), undefined, []);
}
