/** Why no plan can keep all rules: each clash with its rules as cards, and the ways out. */
import { Alert, Button, Card, Tag } from "antd";
import type { ResultProps } from "../frame/registry";
import { go } from "../frame/router";
import type { Told as Written } from "../words";
import { type Telling, useTelling } from "./telling";

interface Loosening { rule: string; at: string[]; by: number; unit: string; owner?: string | null }
interface Told {
  feasible?: boolean | null;
  clashes?: string[][];
  loosening?: Loosening[];
  diagnosis?: { clash: { rule: string; at: string[][] }[]; loosening: Loosening[] } | null;
}

export default function DiagnosisView({ result, scenario, run }: ResultProps<Told>) {
  const tell = useTelling(scenario);
  const { t } = tell;
  const clashes = result.clashes ?? (result.diagnosis ? [result.diagnosis.clash.map((each) => each.rule)] : []);
  const ways = result.loosening ?? result.diagnosis?.loosening ?? [];
  if (clashes.length === 0) return <Alert type="success" showIcon title={t("noClash")} />;
  return (
    <>
      <Alert type="error" showIcon title={t("clashTitle", { n: clashes.length })} description={t("clashMeans")} />
      {clashes.map((rules, number) => (
        <Card key={number} title={<h2>{t("clashNumber", { n: number + 1 })}</h2>}>
          <p>{t("clashTogether", { n: rules.length })}</p>
          <div className="rule-cards">
            {rules.map((rule) => <ClashCard key={rule} rule={rule} ways={ways.filter((each) => each.rule === rule)} tell={tell} open={() => go(`/runs/${run.id}/what-if?rule=${rule}`)} />)}
          </div>
        </Card>
      ))}
    </>
  );
}

function ClashCard({ rule, ways, tell, open }: { rule: string; ways: Loosening[]; tell: Telling; open: () => void }) {
  const { t, format } = tell;
  const stanza = tell.stanza(rule);
  return (
    <article className="rule-card">
      <h3>{tell.rule(rule)} <code>{rule}</code></h3>
      {stanza?.source ? <p className="quiet">{t("source")}: {tell.say(stanza.source as Written)}</p> : null}
      {ways.map((way, place) => (
        <p key={place}><Tag color="gold">{t("loosenTo")}</Tag>{t("loosenBy", { by: `${format.number(way.by)} ${way.unit === "points" ? tell.points : way.unit}` })} <span className="quiet">{tell.at(way.at)}</span></p>
      ))}
      <p><Button size="small" onClick={open}>{t("tryLoosening")}</Button></p>
    </article>
  );
}
