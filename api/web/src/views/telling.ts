/** How the views call things: names, units and colours of a scenario. */
import { useMemo } from "react";
import { namesOf, type ScenarioDocument } from "../api/scenario";
import { colourBy, coloursOf } from "../charts/colours";
import { useFormat } from "../format";
import { usePreferences } from "../frame/preferences";
import { type Told, useWords } from "../words";

/** Which side of a rule a row is; the rule itself says it. */
const SIDES = new Set(["min", "max", "floor", "ceiling", "at-least", "exactly"]);

const SETTING = /rules\.([\w-]+)\.(\w+)=([^\s,;]+)/g;

export function useTelling(scenario: ScenarioDocument) {
  const { t, say, language } = useWords();
  const format = useFormat();
  const { shade } = usePreferences();
  return useMemo(() => {
    const names = namesOf(scenario);
    const colours = coloursOf(shade);
    const rules = new Map(scenario.rules.map((rule) => [rule.id ?? rule.kind, rule]));
    const name = (id: string | null | undefined) => (id == null ? "–" : say(names.get(id), id));
    return {
      t, say, language, format, colours, name,
      money: scenario.money,
      unit: format.unit(scenario.money),
      amount: (value: number | null | undefined) => format.money(value, scenario.money),
      points: t("pointsUnit"),
      colour: colourBy(scenario.jurisdictions.map((each) => each.id), colours),
      city: new Map(scenario.cities.map((each) => [each.id, each])),
      /** A rule as its planners put it, or its id. */
      rule: (id: string) => say(rules.get(id)?.note as Told | undefined, id),
      /** A text with the settings in it (`rules.fair-return.floor=0.7`) in words. */
      settings: (text: string) => text.replace(SETTING, (_, id: string, field: string, value: string) => `${field} = ${value} (${say(rules.get(id)?.note as Told | undefined, id)})`),
      stanza: (id: string) => rules.get(id),
      /** Where a row of a rule stands, in names. */
      at: (at: readonly string[]) => at.filter((part) => !SIDES.has(part)).map((part) => name(part)).join(" · "),
    };
  }, [scenario, language, shade, format]);
}
export type Telling = ReturnType<typeof useTelling>;


export type Placed = ScenarioDocument["cities"][number] & { lon: number; lat: number };

/** The cities that have a seat on the map. */
export function placed(scenario: ScenarioDocument): Placed[] {
  return scenario.cities.filter((city): city is Placed => city.lon != null && city.lat != null);
}
