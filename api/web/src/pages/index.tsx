/** Pages of planners, in the order of the navigation: one line each. */
import { AuditOutlined, HomeOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { lazy } from "react";
import type { Page } from "../frame/registry";
import { Home } from "./Home";
import { RunPage } from "./Run";
import { Runs } from "./Runs";

export const PAGES: readonly Page[] = [
  { path: "/", word: "home", icon: <HomeOutlined aria-hidden />, component: Home },
  { path: "/scenarios/:id", word: "edScenario", under: "/", component: lazy(() => import("../editor/Editor")) },
  { path: "/runs", word: "runs", icon: <PlayCircleOutlined aria-hidden />, component: Runs },
  { path: "/runs/:id", word: "run", under: "/runs", component: RunPage },
  { path: "/runs/:id/:view", word: "run", under: "/runs", component: RunPage },
  { path: "/batches/:id", word: "batch", under: "/runs", component: lazy(() => import("./Batch")) },
  { path: "/decisions", word: "decisionsTitle", icon: <AuditOutlined aria-hidden />, component: lazy(() => import("./Decisions")) },
  { path: "/decisions/:id", word: "decision", under: "/decisions", component: lazy(() => import("./Decision")) },
];
