/** Shipped scenarios, each with what it is about; one click makes a copy to work on. */
import { App, Button, Card } from "antd";
import { useState } from "react";
import { api, document_ } from "../api/client";
import { asFailed, useData } from "../api/useData";
import { useMay } from "../frame/me";
import { go } from "../frame/router";
import { Await } from "../frame/states";
import { type Money, useFormat } from "../format";
import { type Text, useWords } from "../words";

interface Template {
  id: string;
  title: Text;
  description: Text | null;
  cities: number;
  jurisdictions: number;
  periods: unknown[];
  money: Money & { available: number };
}

export function Templates() {
  const { t } = useWords();
  const found = useData("templates", async () => (await document_<{ scenarios: Template[] }>("/v1/templates")).scenarios);
  return (
    <section aria-label={t("templatesTitle")}>
      <h2 className="above">{t("templatesTitle")}</h2>
      <Await of={found}>
        {(items) => (
          <div className="cards">
            {[...items].sort(best).map((each) => <TemplateCard key={each.id} template={each} />)}
          </div>
        )}
      </Await>
    </section>
  );
}

/** The two that teach most come first. */
const FIRST = ["yrd-biomedicine", "minimal"];
function best(one: Template, other: Template): number {
  const place = (each: Template) => (FIRST.includes(each.id) ? FIRST.indexOf(each.id) : FIRST.length);
  return place(one) - place(other);
}

function TemplateCard({ template }: { template: Template }) {
  const { t, say } = useWords();
  const format = useFormat();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const may = useMay("analyst");
  const title = say(template.title, template.id);
  const start = async () => {
    setBusy(true);
    try {
      const made = (await api.POST("/v1/templates/{template}/clone", { params: { path: { template: template.id } } })).data!;
      go(`/scenarios/${made.id}`);
    } catch (error) {
      void message.error(asFailed(error).message);
      setBusy(false);
    }
  };
  const about = [t("citiesCount", { n: template.cities }), template.periods.length === 1 ? t("periodOne") : t("periodsCount", { n: template.periods.length }), format.money(template.money.available, template.money)];
  return (
    <Card size="small" className="template">
      <h3>{title}</h3>
      <p className="quiet clamp">{say(template.description)}</p>
      <p className="quiet">{about.join(" · ")}</p>
      {may && (
        <Button loading={busy} onClick={() => void start()} aria-label={t("templateOf", { title })}>
          {t("templateUse")}
        </Button>
      )}
    </Card>
  );
}
