/** Everything that is wrong or odd, each with its line and its cure; a click leads there. */
import { CheckCircleFilled, CloseCircleFilled, InfoCircleFilled, LoadingOutlined, WarningFilled } from "@ant-design/icons";
import { useWords, type Words } from "../words";
import type { Finding } from "./useDraft";

const ICONS = { error: <CloseCircleFilled aria-hidden />, warning: <WarningFilled aria-hidden />, info: <InfoCircleFilled aria-hidden /> };

/** A finding in a sentence or two. */
export function told({ t, say }: Words, finding: Finding): string {
  if (finding.says) return [say(finding.says), finding.cure && t("edCure", { cure: say(finding.cure) })].filter(Boolean).join(" ");
  const parts = [
    finding.found !== undefined && t("edFound", { found: finding.found }),
    finding.expected && t("edExpected", { expected: say(finding.expected) }),
    finding.cure && t("edCure", { cure: say(finding.cure) }),
  ];
  return parts.filter(Boolean).join("; ");
}

export function Problems({ findings, checking, go }: { findings: readonly Finding[]; checking: boolean; go: (at: number) => void }) {
  const words = useWords();
  const { t } = words;
  const errors = findings.filter((each) => each.severity === "error").length;
  const hints = findings.length - errors;
  return (
    <section className="problems" aria-label={t("edProblems", { n: errors })}>
      <p role="status" aria-live="polite" className={errors ? "bad" : "good"}>
        {checking && findings.length === 0 ? (
          <><LoadingOutlined aria-hidden /> {t("edChecking")}</>
        ) : errors ? (
          <><CloseCircleFilled aria-hidden /> {errors === 1 ? t("edProblem") : t("edProblems", { n: errors })}</>
        ) : (
          <><CheckCircleFilled aria-hidden /> {t("edValid")}{hints > 0 && ` · ${t("edHints", { n: hints })}`}</>
        )}
      </p>
      <ul>
        {findings.map((finding, index) => (
          <li key={index} className={finding.severity}>
            <button type="button" onClick={() => finding.at !== undefined && go(finding.at)}>
              <span className="mark">{ICONS[finding.severity]}</span>
              <span>
                {finding.line !== undefined && <b>{t("edLine", { n: finding.line })}</b>} {finding.path && <code>{finding.path}</code>} {told(words, finding)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
