/** What a view is, and where it is shown; `src/views/index.ts` and `src/pages/index.ts` list them. */
import type { ComponentType, ReactNode } from "react";
import type { Run } from "../api/client";
import type { ScenarioDocument } from "../api/scenario";
import type { Word } from "../words";

/** What a page is given: the named parts of its address, and what stands behind `?`. */
export interface PageProps {
  values: Record<string, string>;
  query: URLSearchParams;
}

/** A page with an address of its own. */
export interface Page {
  /** Such as `/compare` or `/runs/:id`. */
  path: string;
  word: Word;
  /** Its place in the navigation; without it the page is reached from others only. */
  icon?: ReactNode;
  /** Under which entry of the navigation it stands, if it has none of its own. */
  under?: string;
  component: ComponentType<PageProps>;
}

/** What a view of a result is given. The result is what `GET /v1/runs/{id}/result` gives. */
export interface ResultProps<T = unknown> {
  run: Run;
  result: T;
  /** The scenario as the run's version says it: names, coordinates, units. */
  scenario: ScenarioDocument;
}

/** A view of the result of a run: a tab on the page of the run, at `/runs/:id/:key`. */
export interface ResultView {
  key: string;
  word: Word;
  /** Analyses that it can show: `solve`, `frontier`, ... as in `run.analysis`. */
  analyses: readonly string[];
  /** Whether this result has what the view shows; without it every one has. */
  when?: (result: any) => boolean;
  component: ComponentType<ResultProps<any>>;
}
