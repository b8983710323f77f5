/** Addresses after `#`: the service has to know one page only, and links can be sent by mail. */
import { type AnchorHTMLAttributes, useSyncExternalStore } from "react";

export interface Place {
  path: string;
  query: URLSearchParams;
}

function read(): string {
  return window.location.hash.replace(/^#/, "") || "/";
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

/** Return where the reader is. */
export function usePlace(): Place {
  const whole = useSyncExternalStore(subscribe, read);
  const [path = "/", query = ""] = whole.split("?", 2);
  return { path, query: new URLSearchParams(query) };
}

/** Go to another place; `replace` leaves no step back. */
export function go(to: string, replace = false): void {
  if (replace) window.location.replace(`#${to}`);
  else window.location.hash = to;
}

/** Match `/runs/:id` against a path; none if it is another one. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/").filter(Boolean);
  const found = path.split("/").filter(Boolean);
  if (wanted.length !== found.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = decodeURIComponent(found[index] ?? "");
    if (part.startsWith(":")) values[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return values;
}

/** A link within the page. */
export function Link({ to, ...rest }: { to: string } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <a href={`#${to}`} {...rest} />;
}
