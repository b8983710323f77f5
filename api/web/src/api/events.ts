/** What happens to a run, as it happens. */
import { useEffect, useState } from "react";

export interface RunEvent {
  kind: string;
  number: number;
  at: string;
  state?: string;
  round?: number;
  value?: number | null;
  bound?: number | null;
  gap?: number | null;
  done?: number;
  of?: number;
  part?: string;
}

const KINDS = ["queued", "started", "restarted", "progress", "ended"];

/** Return all events of a run so far; `ended` is called once, when the last one comes. */
export function useEvents(run: string, ended: () => void): RunEvent[] {
  const [events, setEvents] = useState<RunEvent[]>([]);
  useEffect(() => {
    setEvents([]);
    const source = new EventSource(`/v1/runs/${run}/events`);
    const heard = (message: MessageEvent<string>) => {
      const event = { ...(JSON.parse(message.data) as RunEvent), kind: message.type };
      setEvents((before) => (before.some((each) => each.number === event.number) ? before : [...before, event]));
      if (event.kind === "ended") {
        source.close();
        ended();
      }
    };
    for (const kind of KINDS) source.addEventListener(kind, heard);
    return () => source.close();
  }, [run]);
  return events;
}
