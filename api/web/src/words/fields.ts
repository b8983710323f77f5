/** What the fields of rules are called, and what is told of them; English help comes from the service. */
import type { Language, Text } from "./index";

/** By the field, or by kind and field where a field of that name is something else in a rule. */
const NAMES: Record<string, Text> = {
  funders: { zh: "出资方", en: "Funders" },
  jurisdictions: { zh: "辖区", en: "Jurisdictions" },
  cities: { zh: "城市", en: "Cities" },
  tiers: { zh: "城市层级", en: "Tiers" },
  chains: { zh: "产业链", en: "Chains" },
  stages: { zh: "环节", en: "Stages" },
  instruments: { zh: "政策工具", en: "Instruments" },
  periods: { zh: "期", en: "Periods" },
  cross_border: { zh: "跨辖区的联合项目", en: "Joint work across borders" },
  indicator: { zh: "指标", en: "Indicator" },
  min: { zh: "至少", en: "At least" },
  max: { zh: "至多", en: "At most" },
  floor: { zh: "下限", en: "Floor" },
  ceiling: { zh: "上限", en: "Ceiling" },
  by: { zh: "按整个方案或逐期", en: "Over the programme, or each period" },
  each: { zh: "逐一适用于", en: "For each" },
  between: { zh: "哪两个节点之间", en: "Between which two sites" },
  exactly: { zh: "恰好", en: "Exactly" },
  at_least: { zh: "至少", en: "At least" },
  at_most: { zh: "至多", en: "At most" },
  forbidden: { zh: "禁止资助", en: "No money at all" },
  largest: { zh: "最大的几个", en: "How many of the largest" },
  of: { zh: "哪部分资金", en: "Which part of the money" },
  in: { zh: "占哪部分资金", en: "Of which money" },
  partners: { zh: "至少几个合作方", en: "Least number of partners" },
  small_share: { zh: "中小企业的份额", en: "Share of small firms" },
  lead_max: { zh: "牵头方的最高份额", en: "Largest share of the lead" },
  own_min: { zh: "自筹的最低份额", en: "Least share of own money" },
  projects: { zh: "项目", en: "Projects" },
  groups: { zh: "项目组", en: "Groups of projects" },
  requires: { zh: "以哪些项目为前提", en: "Requires these projects" },
  to: { zh: "专用于", en: "What it is meant for" },
  weights: { zh: "各政策工具的权重", en: "Weights of instruments" },
  lead: { zh: "牵头出资方", en: "Lead funder" },
  lead_min: { zh: "牵头方的最低份额", en: "Least share of the lead" },
  others: { zh: "其他出资方", en: "Other funders" },
  other_min: { zh: "其他各方的最低份额", en: "Least share of each other" },
  rate: { zh: "配套比例", en: "Rate" },
  from: { zh: "从哪一期起", en: "From which period" },
  place: { zh: "按城市或辖区配套", en: "Matched in a city or jurisdiction" },
  capacity: { zh: "配套能力", en: "Capacity" },
  margin: { zh: "为单干的几倍", en: "Times what it achieves alone" },
  after: { zh: "以哪些期为条件", en: "Judged by which periods" },
  before: { zh: "与之前哪些期相比", en: "Against which earlier periods" },
  times: { zh: "倍数", en: "Times" },
  stop: { zh: "不再资助的城市", en: "Cities that get no more" },
  up: { zh: "最大增幅", en: "Largest rise" },
  plus: { zh: "另可增加的金额", en: "Amount on top" },
  down: { zh: "最大降幅", en: "Largest fall" },
  rounds: { zh: "各期至多几个获选", en: "Winners in each period" },
  "consortium.jurisdictions": { zh: "至少几个辖区", en: "Least number of jurisdictions" },
  "matching.from": { zh: "由谁配套", en: "Who matches it" },
  "per_head_floor.floor": { zh: "人均下限", en: "Floor per inhabitant" },
};

const HELP: Record<string, string> = {
  "a ratio, 0 or more": "倍数, 不小于 0",
  "one limit for each of these, e.g. [city] or [city, period]": "对每一个分别设限, 如每个城市, 或每个城市的每一期",
  "an amount of money in the scenario's unit": "金额, 以方案的资金单位计",
  "an amount of money, more than 0": "金额, 大于 0",
  "how many recipients, the largest, are counted together": "把资金最多的几个合在一起计",
  "a share between 0 and 1": "份额, 在 0 与 1 之间",
  "a part of the money, or `all` of it": "资金的一部分, 或全部 (all)",
  "the heads, or what stands for them": "人口, 或代表人口的指标",
  "how much of the money under an instrument counts": "各政策工具下的资金计入多少",
  "all of them pay, or at least so many": "各方都要出资, 或至少其中几方",
  "how many of the others bear their part, if not all": "其他方中至少几方承担, 不填即各方",
  "whose money is matched": "为谁的资金配套",
  "0.5 asks for half as much again": "0.5 即另配一半",
  "who matches it": "由谁配套",
  "more than 0": "大于 0",
  "1: as well off as alone; 1.1: a tenth better": "1: 不比单干差; 1.1: 比单干好一成",
  "units of the currency per inhabitant, over the programme": "整个方案期内人均若干货币单位",
  "the inhabitants, in persons": "居民人数",
  "a period, or a list of them": "一期, 或若干期",
  "the first later period": "其后的第一期",
  "0.5: at most half as much again": "0.5: 至多再增一半",
  "an amount by which it may rise on top of `up`": "在最大增幅之外还可增加的金额",
  "0.3: at least 70 % of the period before": "0.3: 至少为上期的 70%",
  "how many win": "几个获选",
  "how many win in each of these periods, at most": "这些期中每期至多几个获选",
  "what each winner gets at least": "每个获选者至少得到的金额",
  "what each winner gets at most": "每个获选者至多得到的金额",
};

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^whole number/, "整数"], [/^number/, "数"], [/^true or false$/, "是或否"], [/^list of /, "列表: "], [/^mapping from /, "对应表: "], [/ to /, " → "],
];

/** The name of a field of a kind of rule; what the page does not know is called by its key. */
export function fieldName(kind: string, field: string, language: Language): string {
  const name = NAMES[`${kind}.${field}`] ?? NAMES[field];
  return name === undefined ? field : `${name[language]} (${field})`;
}

/** What the service says of a field, in the reader's language where it is known. */
export function fieldHelp(text: string | null, language: Language): string {
  return text === null ? "" : language === "zh" ? (HELP[text] ?? text) : text;
}

/** The type of a field in words. */
export function fieldType(type: string, language: Language): string {
  return language === "zh" ? TYPES.reduce((told, [pattern, word]) => told.replace(pattern, word), type) : type;
}
