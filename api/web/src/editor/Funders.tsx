/** Who pays in, and how much in each period. */
import { Tag, Tooltip } from "antd";
import { type Money, useFormat } from "../format";
import { useWords } from "../words";
import type { Text, Told } from "../words";
import { NumberField } from "./fields";
import { at, idOf, records } from "./text";
import type { Part } from "./part";

export function Funders({ draft, set, wrong, disabled }: Part) {
  const { t, say } = useWords();
  const format = useFormat();
  const { value } = draft.parsed;
  const funders = records(value.funders);
  const money = value.money as Money | undefined;
  const unit = money?.currency ? format.unit(money) : "";
  const total = draft.verdict?.checked?.scenario.money;
  return (
    <div className="form">
      {total && <p><b>{t("edTotal")}: {format.money(total.available, total)}</b></p>}
      {funders.map((funder, index) => {
        const why = funder.assumption as Told | undefined;
        const name = say(funder.name as Text | undefined, say(nameOf(value.jurisdictions, funder.jurisdiction), idOf(funder)));
        return (
          <section key={index} className="card" aria-label={name}>
            <h3>
              {name} {why && <Assumed why={why} />}
            </h3>
            <div className="trio">
              {contributions(funder, t("edContribution"), (period) => t("edContributionIn", { period })).map(({ label, path, amount }) => (
                <NumberField key={label} label={label} unit={unit} value={amount} disabled={disabled} wrong={wrong(["funders", index, ...path])} set={(now) => set([[["funders", index, ...path], now]])} />
              ))}
              <NumberField label={t("edCarry")} value={Number(funder.carry_over ?? 0)} step={0.05} disabled={disabled} wrong={wrong(["funders", index, "carry_over"])} set={(now) => set([[["funders", index, "carry_over"], now]])} />
            </div>
          </section>
        );
      })}
    </div>
  );
}

/** A figure that has no source: say why it was assumed. */
export function Assumed({ why }: { why: Told }) {
  const { t, say } = useWords();
  return (
    <Tooltip title={say(why)}>
      <Tag color="warning" tabIndex={0} className="assumed">
        {t("edAssumed")}
      </Tag>
    </Tooltip>
  );
}

function contributions(funder: Record<string, unknown>, every: string, one: (period: string) => string) {
  const given = funder.contribution;
  if (typeof given === "object" && given !== null)
    return Object.entries(given).map(([period, amount]) => ({ label: one(period), path: ["contribution", /^\d+$/.test(period) ? Number(period) : period], amount: Number(amount) }));
  return [{ label: every, path: ["contribution"], amount: typeof given === "number" ? given : undefined }];
}

function nameOf(things: unknown, id: unknown): Text | undefined {
  const found = Array.isArray(things) ? things.find((each) => at(each, ["id"]) === id) : undefined;
  return at(found, ["name"]) as Text | undefined;
}
