/** The cities that get most, as bars that open a city. */
import { Card } from "antd";
import type { Telling } from "./telling";

const SHOWN = 12;

interface Props {
  title: string;
  money: ReadonlyMap<string, number>;
  tell: Telling;
  pick: (city: string) => void;
}

export function Ranking({ title, money, tell, pick }: Props) {
  const { t } = tell;
  const rows = [...money].filter(([, amount]) => amount > 0).sort((one, other) => other[1] - one[1]);
  const most = rows[0]?.[1] ?? 0;
  return (
    <Card title={<h2>{title}</h2>}>
      <p className="quiet">{t("mapPick")}</p>
      <ol className="ranking">
        {rows.slice(0, SHOWN).map(([id, amount]) => (
          <li key={id}>
            <button type="button" onClick={() => pick(id)}>
              <span>{tell.name(id)}</span>
              <span className="num">{tell.amount(amount)}</span>
              <i style={{ width: `${(100 * amount) / most}%`, background: tell.colour(tell.city.get(id)?.jurisdiction ?? "") }} />
            </button>
          </li>
        ))}
      </ol>
      {rows.length > SHOWN && <p className="quiet">{t("rankingMost", { n: SHOWN, of: rows.length })}</p>}
    </Card>
  );
}
