/** Every figure that is assumed, and why; a click leads to it. */
import { useWords } from "../words";
import { pathOf, rangeAt } from "./text";
import type { Draft } from "./useDraft";

export function Assumptions({ draft, go }: { draft: Draft; go: (at: number) => void }) {
  const { t, say } = useWords();
  const assumed = draft.verdict?.checked?.assumptions ?? [];
  if (assumed.length === 0) return <p>{t("edAssumptionsNone")}</p>;
  const lead = (path: string) => {
    const span = rangeAt(draft.parsed.doc, pathOf(draft.parsed.value, path));
    if (span) go(span[0]);
  };
  return (
    <div className="form">
      <p className="quiet">{t("edAssumptionsText")}</p>
      <ul className="assumptions">
        {assumed.map(({ path, why }) => (
          <li key={path}>
            <button type="button" onClick={() => lead(path)}>
              <code>{path}</code> <span>{say(why)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
