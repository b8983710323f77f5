/** Title, description, money, periods, discount. */
import { useFormat } from "../format";
import { useWords } from "../words";
import { NumberField, TextField } from "./fields";
import { at, type Path } from "./text";
import type { Part } from "./part";

export function Basics({ draft, set, wrong, disabled }: Part) {
  const { t } = useWords();
  const format = useFormat();
  const { value } = draft.parsed;
  const text = (path: Path) => String(at(value, path) ?? "");
  const field = (path: string[], word: Parameters<typeof t>[0], long = false) => (
    <TextField label={t(word)} value={text(path)} wrong={wrong(path)} long={long} disabled={disabled} set={(now) => set([[path, now || undefined]])} />
  );
  const held = draft.verdict?.checked?.scenario;
  const periods = Array.isArray(value.periods) ? value.periods.join(", ") : "";
  return (
    <div className="form">
      {held && (
        <p className="quiet">
          {t("edHolds", { cities: held.cities, jurisdictions: held.jurisdictions, funders: held.funders, periods: held.periods.length, money: format.money(held.money.available, held.money) })}
        </p>
      )}
      <div className="pair">
        {field(["title", "zh"], "edTitleZh")}
        {field(["title", "en"], "edTitleEn")}
      </div>
      <div className="pair">
        {field(["description", "zh"], "edDescriptionZh", true)}
        {field(["description", "en"], "edDescriptionEn", true)}
      </div>
      <div className="pair">
        {field(["money", "currency"], "edCurrency")}
        {field(["money", "unit"], "edUnit")}
      </div>
      <div className="pair">
        <TextField label={t("edPeriods")} value={periods} wrong={wrong(["periods"])} disabled={disabled} set={(now) => set([[["periods"], listed(now)]])} />
        <NumberField label={t("edDiscount")} value={Number(value.discount ?? 0)} wrong={wrong(["discount"])} step={0.01} disabled={disabled} set={(now) => set([[["discount"], now]])} />
      </div>
    </div>
  );
}

function listed(text: string): (string | number)[] {
  return text.split(/[,，;\s]+/).filter(Boolean).map((each) => (/^\d+$/.test(each) ? Number(each) : each));
}
