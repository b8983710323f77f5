/** A city: what it gets, from whom and for what, what limits it, and what more money would do. */
import { CloseOutlined } from "@ant-design/icons";
import { Button, Card, Statistic, Tag } from "antd";
import { useMemo } from "react";
import type { ScenarioDocument } from "../api/scenario";
import type { Run } from "../api/client";
import { barOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { Link } from "../frame/router";
import { isPeriod, jointWork, limitsOf, takesIn } from "./answers";
import { priceInWords } from "./RulesView";
import type { Allocation } from "./shapes";
import { type Telling, useTelling } from "./telling";

interface Props {
  result: Allocation;
  scenario: ScenarioDocument;
  run: Run;
  city: string;
  close: () => void;
}

export function CityCard({ result, scenario, city, close, run }: Props) {
  const tell = useTelling(scenario);
  const { t, format } = tell;
  const row = result.cities.find((each) => each.id === city);
  if (row === undefined) return null;
  const rank = 1 + result.cities.filter((each) => each.received > row.received).length;
  const people = tell.city.get(city)?.population;
  return (
    <Card title={<h2>{tell.name(city)} {tell.name(city) !== tell.name(row.jurisdiction) && <span className="quiet">{tell.name(row.jurisdiction)}</span>}</h2>} extra={<Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={t("close")} onClick={close} />}>
      <div className="figures flush">
        <Statistic title={t("received")} value={tell.amount(row.received)} />
        <Statistic title={t("rankAmong", { n: result.cities.length })} value={`${rank}`} />
        <Statistic title={t("jointWork")} value={format.share(row.received ? row.joint_received / row.received : 0)} />
        <Statistic title={t("valueHere")} value={format.points(row.value)} />
        {people ? <Statistic title={t("perHead")} value={`${format.number((row.received * FACTOR[scenario.money.unit as keyof typeof FACTOR]) / people)} ${scenario.money.currency}`} /> : null}
      </div>
      <div className="columns">
        <Limits {...{ result, scenario, city, tell, run }} />
        <Marginal {...{ result, city, tell }} />
      </div>
      <div className="columns">
        <ByPeriod {...{ result, scenario, city, tell }} />
        <Partners {...{ result, city, tell }} />
      </div>
    </Card>
  );
}

const MOST_LIMITS = 8;
const FACTOR = { one: 1, thousand: 1e3, million: 1e6, billion: 1e9 } as const;

function Limits({ result, city, tell, run }: { result: Allocation; city: string; tell: Telling; run: Run }) {
  const { t } = tell;
  const here = result.cities.find((each) => each.id === city)!;
  const limits = limitsOf(result, here, (rule) => takesIn(tell.stanza(rule), here)).slice(0, MOST_LIMITS);
  return (
    <section>
      <h3>{t("cityLimits")}</h3>
      {limits.length === 0 ? <p>{t("cityNoLimits")}</p> : (
        <ul className="plain-list">
          {limits.map(({ rule, rows, direct }) => (
            <li key={`${rule} ${direct}`}>
              <Tag color={direct ? "warning" : "default"}>{direct ? t("limitsItself") : t("limitsGroup")}</Tag>
              <strong>{tell.rule(rule)}</strong>
              <div>{priceInWords(rows[0]!, tell)}</div>
              {rows.length > 1 && <div className="quiet">{t("limitsAt", { n: rows.length, at: rows.map((row) => tell.at(row.at.filter((part) => part !== city))).join(tell.language === "zh" ? "、" : ", ") })}</div>}
            </li>
          ))}
        </ul>
      )}
      <Link to={`/runs/${run.id}/what-if?city=${city}`}>{t("cityWhatIf", { city: tell.name(city) })}</Link>
    </section>
  );
}

/** The funders who pay here, and what one more unit of their money would gain. */
function Marginal({ result, city, tell }: { result: Allocation; city: string; tell: Telling }) {
  const { t, format } = tell;
  const funders = useMemo(() => {
    const paid = new Map<string, number>();
    for (const row of result.payments) if (row.city === city) paid.set(row.funder, (paid.get(row.funder) ?? 0) + row.amount);
    return [...paid].sort((one, other) => other[1] - one[1]);
  }, [result, city]);
  const best = (funder: string) => Math.max(0, ...result.funders.filter((row) => row.id === funder).map((row) => row.price ?? 0));
  return (
    <section>
      <h3>{t("cityMore", { unit: tell.unit })}</h3>
      {funders.length === 0 ? <p>{t("cityNothing")}</p> : (
        <ul className="plain-list">
          {funders.map(([funder, amount]) => (
            <li key={funder}>
              <strong>{tell.name(funder)}</strong> {t("pays", { amount: tell.amount(amount) })}
              <div>{t("moreMoney", { unit: tell.unit, points: format.number(best(funder), 3) })}</div>
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">{t("moreMoneyNote")}</p>
    </section>
  );
}

function ByPeriod({ result, scenario, city, tell }: { result: Allocation; scenario: ScenarioDocument; city: string; tell: Telling }) {
  const { t, format } = tell;
  const funders = scenario.funders.map((each) => each.id).filter((id) => result.payments.some((row) => row.city === city && row.funder === id));
  const paid = (funder: string, period: number | string) => result.payments.reduce((sum, row) => sum + (row.city === city && row.funder === funder && isPeriod(row.period, period) ? row.amount : 0), 0);
  const rows = scenario.periods.flatMap((period) => funders.map((funder) => ({ period, funder, amount: paid(funder, period) })));
  const series = funders.map((funder, place) => ({ name: tell.name(funder), colour: tell.colours.kinds[place % 10]!, values: scenario.periods.map((period) => paid(funder, period)) }));
  const option = useMemo(() => barOption(scenario.periods.map(String), series, tell.amount, tell.colours), [result, city, tell]);
  return (
    <Chart title={t("cityByPeriod", { city: tell.name(city) })} unit={tell.unit} about={t("cityByPeriodAbout")} height={260} option={option} sheet={{
      columns: [
        { key: "period", title: t("period"), of: (row) => String(row.period), filter: true },
        { key: "funder", title: t("funder"), of: (row) => tell.name(row.funder), filter: true },
        { key: "amount", title: `${t("amount")} (${tell.unit})`, of: (row) => row.amount, show: format.number },
      ], rows,
    }} />
  );
}

function Partners({ result, city, tell }: { result: Allocation; city: string; tell: Telling }) {
  const { t, format } = tell;
  const rows = useMemo(() => jointWork(result, undefined).filter((each) => each.ends.includes(city)).map((each) => ({ ...each, other: each.ends[0] === city ? each.ends[1] : each.ends[0] })), [result, city]);
  const top = rows.slice(0, 8);
  const option = useMemo(() => barOption(top.map((each) => tell.name(each.other)), [{ name: t("jointWork"), colour: tell.colours.accent, values: top.map((each) => each.amount) }], tell.amount, tell.colours, true), [rows, tell]);
  if (rows.length === 0) return <p>{t("cityAlone")}</p>;
  return (
    <Chart title={t("cityPartners", { city: tell.name(city) })} unit={tell.unit} about={t("cityPartnersAbout", { n: top.length })} height={260} option={option} sheet={{
      columns: [
        { key: "city", title: t("city"), of: (row) => tell.name(row.other) },
        { key: "border", title: t("acrossBorders"), of: (row) => (row.border ? t("yes") : t("no")), filter: true },
        { key: "amount", title: `${t("amount")} (${tell.unit})`, of: (row) => row.amount, show: format.number },
      ], rows,
    }} />
  );
}
