/** A comparison that was run: answers and scenarios side by side. */
import type { ResultProps } from "../frame/registry";
import { type Comparison, SideBySide } from "./SideBySide";

export default function CompareView({ result, scenario }: ResultProps<Comparison>) {
  return <SideBySide told={result} names={result.answers.map((each) => each.answer)} scenario={scenario} />;
}
