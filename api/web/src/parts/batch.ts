/** Many runs asked for together, and how many of them have not ended. */
import type { Schemas } from "../api/client";

export type Batch = Schemas["Batch"];
export const leftOf = (batch: Batch) => (batch.states.queued ?? 0) + (batch.states.running ?? 0);
