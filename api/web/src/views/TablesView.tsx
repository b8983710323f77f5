/** The whole answer in tables. */
import { Card, Segmented } from "antd";
import { useState } from "react";
import type { Column } from "../charts/types";
import type { ResultProps } from "../frame/registry";
import { DataTable } from "../parts/DataTable";
import type { Allocation } from "./shapes";
import { type Telling, useTelling } from "./telling";

const TABLES = ["cities", "stages", "instruments", "funders", "grants", "payments", "sites"] as const;
type Name = (typeof TABLES)[number];

export default function TablesView({ result, scenario }: ResultProps<Allocation>) {
  const tell = useTelling(scenario);
  const [shown, setShown] = useState<Name>("cities");
  const word = (name: Name) => tell.t(WORDS[name]);
  return (
    <Card>
      <div className="scroll-x">
        <Segmented value={shown} onChange={setShown} options={TABLES.map((value) => ({ value, label: word(value) }))} aria-label={tell.t("tables")} />
      </div>
      <DataTable key={shown} name={word(shown)} sheet={{ columns: columnsOf(shown, tell, result), rows: result[shown] as object[] }} />
    </Card>
  );
}

const WORDS = { cities: "cities", stages: "stages", instruments: "instruments", funders: "funders", grants: "grants", payments: "payments", sites: "sites" } as const;

function columnsOf(table: Name, tell: Telling, result: Allocation): Column<any>[] {
  const { t, format } = tell;
  const named = (key: string, title: string, filter = false): Column<any> => ({ key, title, of: (row) => (row[key] == null ? "" : tell.name(String(row[key]))), filter });
  const money = (key: string, title: string): Column<any> => ({ key, title: `${title} (${tell.unit})`, of: (row) => row[key], show: format.number });
  const points = (key: string, title: string, digits?: number): Column<any> => ({ key, title: `${title} (${tell.points})`, of: (row) => row[key], show: (value) => format.number(value, digits) });
  const landed = [money("received", t("received")), money("joint_received", t("jointWork")), money("cross_border_received", t("acrossBorders")), points("value", t("value"))];
  const period: Column<any> = { key: "period", title: t("period"), of: (row) => String(row.period), filter: true };
  const border: Column<any> = { key: "cross_border", title: t("acrossBorders"), of: (row) => (row.cross_border == null ? "" : row.cross_border ? t("yes") : t("no")), filter: true };
  const sites: Column<any> = { key: "sites", title: t("sites"), of: (row) => row.sites.map((site: string) => siteName(site)).join(" – ") };
  const known = new Map(result.sites.map((site) => [site.id, `${tell.name(site.city)} · ${tell.name(site.stage)}`]));
  const siteName = (site: string) => known.get(site) ?? site;
  const tables: Record<Name, Column<any>[]> = {
    cities: [named("id", t("city")), named("jurisdiction", t("jurisdiction"), true), { key: "tier", title: t("tier"), of: (row) => row.tier ?? "", filter: true }, ...landed, money("from_others", t("fromOthers"))],
    stages: [named("chain", t("chain"), true), named("stage", t("stage")), ...landed],
    instruments: [named("id", t("instrument")), ...landed],
    funders: [named("id", t("funder"), true), period, money("contributed", t("paidIn")), money("paid", t("paid")), money("carried", t("carried")), money("unspent", t("unspent")), points("price", t("priceOfMoney"), 4)],
    grants: [sites, named("instrument", t("instrument"), true), border, period, money("amount", t("amount")), points("value", t("value"))],
    payments: [named("funder", t("funder"), true), named("city", t("city")), period, money("amount", t("amount"))],
    sites: [named("city", t("city")), named("chain", t("chain"), true), named("stage", t("stage"), true), named("jurisdiction", t("jurisdiction"), true), ...landed],
  };
  return tables[table];
}
