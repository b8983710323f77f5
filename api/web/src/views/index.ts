/** Views of results and pages of analysts, in the order in which they are shown: one line each. */
import type { Page, ResultView } from "../frame/registry";

export const RESULT_VIEWS: readonly ResultView[] = [];

export const PAGES: readonly Page[] = [];
