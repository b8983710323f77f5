/** Who is asking, and what the role allows; the service checks it again. */
import { createContext, useContext } from "react";
import type { Me } from "../api/client";

const ROLES = ["viewer", "analyst", "planner", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const MeContext = createContext<Me>({ organisation: "", name: "", role: "viewer" });
export const useMe = () => useContext(MeContext);

/** Tell whether the reader may ask further questions about a run: an analyst of the organisation it belongs to. */
export function useMayAsk(run: { owner: string }): boolean {
  const mine = useMe().organisation === run.owner;
  return useMay("analyst") && mine;
}

/** Tell whether the reader has this role or a higher one. */
export function useMay(role: Role): boolean {
  return ROLES.indexOf(useMe().role as Role) >= ROLES.indexOf(role);
}
