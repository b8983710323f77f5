/** Views of results and pages of analysts, in the order in which they are shown: one line each. */
import { SwapOutlined } from "@ant-design/icons";
import { lazy } from "react";
import type { Page, ResultView } from "../frame/registry";
import { hasPlan } from "./shapes";

export const RESULT_VIEWS: readonly ResultView[] = [
  { key: "map", word: "viewMap", analyses: ["solve"], when: hasPlan, component: lazy(() => import("./Map")) },
  { key: "flows", word: "viewFlows", analyses: ["solve"], when: hasPlan, component: lazy(() => import("./FlowsView")) },
  { key: "rules", word: "viewRules", analyses: ["solve"], when: hasPlan, component: lazy(() => import("./RulesView")) },
  { key: "jurisdictions", word: "jurisdictions", analyses: ["solve"], when: hasPlan, component: lazy(() => import("./JurisdictionsView")) },
  { key: "tables", word: "tables", analyses: ["solve"], when: hasPlan, component: lazy(() => import("./TablesView")) },
  { key: "clash", word: "viewDiagnosis", analyses: ["solve"], when: (result) => result.diagnosis != null, component: lazy(() => import("./DiagnosisView")) },
  { key: "clash", word: "viewDiagnosis", analyses: ["diagnose"], component: lazy(() => import("./DiagnosisView")) },
  { key: "what-if", word: "viewWhatIf", analyses: ["solve", "diagnose"], component: lazy(() => import("./WhatIfView")) },
  { key: "check", word: "viewCheck", analyses: ["solve"], when: hasPlan, component: lazy(() => import("./AuditTab")) },
  { key: "what-if-answer", word: "viewWhatIf", analyses: ["whatif"], component: lazy(() => import("./WhatIfAnswerView")) },
  { key: "audit", word: "viewAudit", analyses: ["audit"], component: lazy(() => import("./AuditView")) },
  { key: "compare", word: "compare", analyses: ["compare"], component: lazy(() => import("./CompareView")) },
  { key: "prices", word: "viewPrices", analyses: ["prices"], component: lazy(() => import("./PricesView")) },
  { key: "division", word: "viewDivision", analyses: ["division"], component: lazy(() => import("./DivisionView")) },
  { key: "frontier", word: "viewFrontier", analyses: ["frontier"], component: lazy(() => import("./FrontierView")) },
  { key: "alternatives", word: "viewAlternatives", analyses: ["alternatives"], component: lazy(() => import("./AlternativesView")) },
  { key: "ensemble", word: "viewEnsemble", analyses: ["ensemble"], component: lazy(() => import("./EnsembleView")) },
  { key: "coalition", word: "viewCoalition", analyses: ["coalition"], component: lazy(() => import("./CoalitionView")) },
];

export const PAGES: readonly Page[] = [
  { path: "/compare", word: "compare", icon: <SwapOutlined />, component: lazy(() => import("./ComparePage")) },
];
