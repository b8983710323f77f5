/** Views of results and pages of analysts, in the order in which they are shown: one line each. */
import { lazy } from "react";
import type { Page, ResultView } from "../frame/registry";
import { hasPlan } from "./shapes";

export const RESULT_VIEWS: readonly ResultView[] = [
  { key: "map", word: "viewMap", analyses: ["solve"], when: hasPlan, component: lazy(() => import("./Map")) },
  { key: "flows", word: "viewFlows", analyses: ["solve"], when: hasPlan, component: lazy(() => import("./FlowsView")) },
  { key: "rules", word: "viewRules", analyses: ["solve"], when: hasPlan, component: lazy(() => import("./RulesView")) },
  { key: "jurisdictions", word: "jurisdictions", analyses: ["solve"], when: hasPlan, component: lazy(() => import("./JurisdictionsView")) },
  { key: "tables", word: "tables", analyses: ["solve"], when: hasPlan, component: lazy(() => import("./TablesView")) },
];

export const PAGES: readonly Page[] = [];
