/** Why no plan can keep all rules: each clash with its rules as cards, and the ways out, for all and for each owner. */
import { Alert, Button, Card, Tag } from "antd";
import { useMay } from "../frame/me";
import type { ResultProps } from "../frame/registry";
import { go } from "../frame/router";
import type { Told } from "../words";
import { type Telling, useTelling } from "./telling";

interface Loosening { rule: string; at: string[]; sense: string; limit: number; by: number; unit: string; owner?: string | null }
interface Detail { arithmetic: { most: number; asked: number } | null; rows: { rule: string; owner: string; at: string[] }[] }
interface Owner { owner: string; enough: boolean; loosening: Loosening[] }
interface Answer {
  clashes?: string[][];
  details?: Detail[];
  loosening?: Loosening[];
  owners?: Owner[];
  diagnosis?: { clash: { rule: string; at: string[][] }[]; loosening: Loosening[] } | null;
}

export default function DiagnosisView({ result, scenario, run }: ResultProps<Answer>) {
  const tell = useTelling(scenario);
  const { t } = tell;
  const clashes = result.clashes ?? (result.diagnosis ? [result.diagnosis.clash.map((each) => each.rule)] : []);
  const ways = result.loosening ?? result.diagnosis?.loosening ?? [];
  const attempt = (way: Loosening | undefined, rule: string) => go(`/runs/${run.id}/what-if?rule=${encodeURIComponent(rule)}${way ? proposal(way, tell) : ""}`);
  if (clashes.length === 0) return <Alert type="success" showIcon title={t("noClash")} />;
  return (
    <>
      <Alert type="error" showIcon title={t("clashTitle", { n: clashes.length })} description={t("clashMeans")} />
      {clashes.map((rules, number) => (
        <Card key={number} title={<h2>{t("clashNumber", { n: number + 1 })}</h2>}>
          <p>{rules.length === 1 ? t("clashAlone") : t("clashTogether", { n: rules.length })} <Shown detail={result.details?.[number]} tell={tell} /></p>
          <div className="rule-cards">
            {rules.map((rule) => <ClashCard key={rule} rule={rule} owners={ownersOf(result.details?.[number], rule)} ways={ways.filter((each) => each.rule === rule)} tell={tell} attempt={attempt} />)}
          </div>
        </Card>
      ))}
      {result.owners && result.owners.length > 0 && <Owners owners={result.owners} tell={tell} attempt={attempt} />}
    </>
  );
}

type Attempt = (way: Loosening | undefined, rule: string) => void;
const BOUNDS: Record<string, readonly string[]> = { ">=": ["min", "floor"], "<=": ["max", "ceiling"] };

/** The number of the rule that would loosen its row as far as is needed; none where the row is not in proportion to it. */
function proposal(way: Loosening, tell: Telling): string {
  const stanza = tell.stanza(way.rule);
  const field = BOUNDS[way.sense]?.find((name) => typeof stanza?.[name] === "number");
  if (field === undefined || way.limit === 0) return "";
  return `&field=${field}&to=${+((stanza![field] as number) * (target(way) / way.limit)).toPrecision(4)}`;
}

/** Where the limit of a row would have to stand. */
const target = (way: Loosening) => (way.sense === ">=" ? way.limit - way.by : way.limit + way.by);

/** Whose a rule is in a clash. */
function ownersOf(detail: Detail | undefined, rule: string): string[] {
  return [...new Set((detail?.rows ?? []).filter((row) => row.rule === rule).map((row) => row.owner))];
}

/** What sums of money alone show. */
function Shown({ detail, tell }: { detail: Detail | undefined; tell: Telling }) {
  const sums = detail?.arithmetic;
  return sums ? <>{tell.t("clashSums", { asked: tell.amount(sums.asked), most: tell.amount(sums.most) })}</> : null;
}

function ClashCard({ rule, owners, ways, tell, attempt }: { rule: string; owners: string[]; ways: Loosening[]; tell: Telling; attempt: Attempt }) {
  const { t } = tell;
  const may = useMay("analyst");
  const source = tell.say(tell.stanza(rule)?.source as Told | undefined);
  return (
    <article className="rule-card">
      <h3>{tell.rule(rule)} <code>{rule}</code></h3>
      {owners.length > 0 && <p>{owners.map((owner) => <Tag key={owner}>{owner === "all" ? t("everybodys") : tell.name(owner)}</Tag>)}</p>}
      {source && <p className="quiet">{t("source")}: {source}</p>}
      {ways.map((way, place) => <p key={place}><Tag color="warning">{t("loosenTo")}</Tag><Way way={way} tell={tell} /></p>)}
      {may && <p><Button size="small" onClick={() => attempt(ways[0], rule)}>{t("tryLoosening")}</Button></p>}
    </article>
  );
}

/** To what a row would have to be loosened. */
function Way({ way, tell }: { way: Loosening; tell: Telling }) {
  const { t, format } = tell;
  const unit = way.unit === "points" ? tell.points : way.unit === "" ? "" : tell.unit;
  const told = (value: number) => `${format.number(value)} ${unit}`.trim();
  return <>{t(way.sense === ">=" ? "loosenFloor" : "loosenCap", { to: told(target(way)), now: told(way.limit) })} <span className="quiet">{tell.at(way.at)}</span></>;
}

/** What each owner could do alone with its own rules. */
function Owners({ owners, tell, attempt }: { owners: Owner[]; tell: Telling; attempt: Attempt }) {
  const { t } = tell;
  const may = useMay("analyst");
  return (
    <Card title={<h2>{t("ownersTitle")}</h2>}>
      <p className="quiet">{t("ownersText")}</p>
      <div className="rule-cards">
        {owners.map((each) => (
          <article key={each.owner} className="rule-card">
            <h3>{each.owner === "all" ? t("everybodys") : tell.name(each.owner)}</h3>
            {!each.enough && <p className="quiet">{t("ownerNotEnough")}</p>}
            {each.loosening.map((way, place) => (
              <p key={place}>
                <strong>{tell.rule(way.rule)}</strong>: <Way way={way} tell={tell} />{" "}
                {may && <Button size="small" onClick={() => attempt(way, way.rule)}>{t("tryLoosening")}</Button>}
              </p>
            ))}
          </article>
        ))}
      </div>
    </Card>
  );
}
