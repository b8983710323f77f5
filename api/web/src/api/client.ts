/** The service, as its own description types it; what goes wrong becomes a `Failed`. */
import createClient, { type Middleware } from "openapi-fetch";
import type { Language } from "../words";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Run = Schemas["Run"];
export type Scenario = Schemas["Scenario"];
export type Version = Schemas["Version"];
export type Decision = Schemas["Decision"];
export type Me = Schemas["Me"];

/** One thing that is wrong, with its place, as `application/problem+json` tells it. */
export interface Fault {
  pointer?: string;
  path?: string;
  detail?: string;
  file?: string | null;
  line?: number | null;
  sheet?: string | null;
  cell?: string | null;
  found?: string;
  expected?: { zh: string; en: string };
  cure?: { zh: string; en: string };
}

/** What the service did not do, in its words. */
export class Failed extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string | undefined,
    readonly errors: Fault[],
  ) {
    super(detail ? `${title}: ${detail}` : title);
  }
}

let language: Language = "zh";
/** Let the service answer in this language from now on. */
export function speak(chosen: Language): void {
  language = chosen;
}

/** Return what an answer says went wrong. */
export async function failure(answer: Response): Promise<Failed> {
  const told = await answer.json().catch(() => ({}));
  return new Failed(answer.status, told.code ?? "fault", told.title ?? answer.statusText, told.detail, told.errors ?? []);
}

const told: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", language);
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok && response.status !== 304) throw await failure(response);
  },
  onError({ error }) {
    if (error instanceof Failed) return error;
    return new Failed(0, "offline", "", undefined, []);
  },
};

export const api = createClient<paths>({ baseUrl: "" });
api.use(told);

/** Ask for something that is no JSON, or whose shape the description leaves open. */
export async function ask(address: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("Accept-Language", language);
  const answer = await fetch(address, { ...init, headers }).catch(() => {
    throw new Failed(0, "offline", "", undefined, []);
  });
  if (!answer.ok) throw await failure(answer);
  return answer;
}

/** Ask for a document. */
export async function document_<T>(address: string, init: RequestInit = {}): Promise<T> {
  return (await (await ask(address, init)).json()) as T;
}
