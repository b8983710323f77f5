/** Who would do better by leaving, and how to share so that nobody does. */
import { Alert, Card } from "antd";
import { useMemo } from "react";
import { barOption } from "../charts/axes";
import { Chart } from "../charts/Chart";
import type { ResultProps } from "../frame/registry";
import { DataTable } from "../parts/DataTable";
import { useTelling } from "./telling";

interface Coalition {
  own_money: boolean; exact: boolean; worths: { members: string[]; value: number }[]; shapley: { jurisdiction: string; value: number }[];
  core: { nonempty: boolean | null; excess: number | null; side_payments: { jurisdiction: string; gets: number; fair: number; payment: number }[] };
  leaving: { members: string[]; [more: string]: unknown }[];
}

export default function CoalitionView({ result, scenario }: ResultProps<Coalition>) {
  const tell = useTelling(scenario);
  const { t, format, colours } = tell;
  const names = (members: string[]) => members.map(tell.name).join(" + ");
  const alone = new Map(result.worths.filter((each) => each.members.length === 1).map((each) => [each.members[0]!, each.value]));
  const shares = useMemo(() => result.core.side_payments.map((each) => ({ ...each, alone: alone.get(each.jurisdiction) ?? null, shapley: result.shapley.find((row) => row.jurisdiction === each.jurisdiction)?.value ?? null })), [result]);
  const option = useMemo(() => barOption(shares.map((each) => tell.name(each.jurisdiction)), [
    { name: t("alone"), colour: colours.kinds[5]!, values: shares.map((each) => each.alone) }, { name: t("getsInPlan"), colour: colours.kinds[0]!, values: shares.map((each) => each.gets) },
    { name: t("shapley"), colour: colours.kinds[1]!, values: shares.map((each) => each.shapley) }, { name: t("fairShare"), colour: colours.kinds[2]!, values: shares.map((each) => each.fair) },
  ], format.points, colours), [shares, tell]);
  const points = (key: "alone" | "gets" | "shapley" | "fair" | "payment", title: string) => ({ key, title: `${title} (${tell.points})`, of: (row: (typeof shares)[number]) => row[key], show: format.number });
  if (result.own_money === false) return <Alert type="info" showIcon title={t("nobodyOwns")} />;
  const verdict = result.core.nonempty === false ? t("coreEmpty", { excess: format.points(result.core.excess) }) : result.core.nonempty ? t("coreThere") : t("coreUnknown");
  return (
    <>
      <Alert type={result.core.nonempty === false ? "warning" : "info"} showIcon title={verdict} description={result.leaving.length ? t("wouldLeave", { who: result.leaving.slice(0, 6).map((each) => names(each.members)).join("; ") }) : t("nobodyLeaves")} />
      <Card>
        <Chart title={t("sharesTitle")} unit={tell.points} about={t("sharesAbout")} option={option} sheet={{ columns: [{ key: "who", title: t("jurisdiction"), of: (row) => tell.name(row.jurisdiction) }, points("alone", t("alone")), points("gets", t("getsInPlan")), points("shapley", t("shapley")), points("fair", t("fairShare")), points("payment", t("sidePayment"))], rows: shares }} />
      </Card>
      <Card title={<h2>{t("worthsTitle")}</h2>}>
        <DataTable name={t("worthsTitle")} sheet={{ columns: [{ key: "members", title: t("members"), of: (row: Coalition["worths"][number]) => names(row.members) }, { key: "n", title: t("membersCount"), of: (row) => row.members.length, show: format.whole }, { key: "value", title: t("valuePoints"), of: (row) => row.value, show: format.number }], rows: result.worths }} />
      </Card>
    </>
  );
}
