/** What a part of the form is given. */
import type { Path } from "./text";
import type { Draft } from "./useDraft";

export interface Part {
  draft: Draft;
  /** Set values; `undefined` takes a field away. */
  set: (changes: readonly (readonly [Path, unknown])[]) => void;
  /** What is wrong with the value at a path, in words. */
  wrong: (path: Path) => string | undefined;
  disabled: boolean;
}
