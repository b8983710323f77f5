/** Share a run: placeholder until sharing is written below. */
import type { Run } from "../api/client";

export function ShareButton(_: { run: Run }) {
  return null;
}
