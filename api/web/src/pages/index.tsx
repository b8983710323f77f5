/** Pages of planners, in the order of the navigation: one line each. */
import { HomeOutlined, PlayCircleOutlined } from "@ant-design/icons";
import type { Page } from "../frame/registry";
import { Home } from "./Home";
import { RunPage } from "./Run";
import { Runs } from "./Runs";

export const PAGES: readonly Page[] = [
  { path: "/", word: "home", icon: <HomeOutlined />, component: Home },
  { path: "/runs", word: "runs", icon: <PlayCircleOutlined />, component: Runs },
  { path: "/runs/:id", word: "run", under: "/runs", component: RunPage },
  { path: "/runs/:id/:view", word: "run", under: "/runs", component: RunPage },
];
