/** Numbers and times as the reader writes them, each with its unit. */
import { useMemo } from "react";
import { type Language, useLanguage } from "./words";

export interface Money {
  currency: string;
  unit: string;
}

const UNITS: Record<string, Record<Language, string>> = {
  one: { zh: "元", en: "" },
  thousand: { zh: "千元", en: "thousand" },
  million: { zh: "百万元", en: "million" },
  billion: { zh: "十亿元", en: "billion" },
};
const NONE = "–";

/** The unit of money in words: `CNY million`, `百万元`; other currencies keep their code. */
export function unitOf(money: Money, language: Language): string {
  const unit = UNITS[money.unit]?.[language] ?? money.unit;
  if (language === "en") return `${money.currency} ${unit}`.trim();
  return money.currency === "CNY" ? unit : `${unit.replace("元", "")} ${money.currency}`.trim();
}

export interface Format {
  /** About four digits, with separators. */
  number: (value: number | null | undefined, digits?: number) => string;
  whole: (value: number | null | undefined) => string;
  money: (value: number | null | undefined, money: Money) => string;
  points: (value: number | null | undefined) => string;
  share: (value: number | null | undefined, digits?: number) => string;
  /** A gap: how far an answer may be from the best, as a small share. */
  gap: (value: number | null | undefined) => string;
  date: (value: string | null | undefined) => string;
  seconds: (value: number | null | undefined) => string;
  unit: (money: Money) => string;
}

/** About four digits: none after the point from 1,000 on, one from 100 on, else two. */
function digitsFor(value: number): number {
  const size = Math.abs(value);
  return size >= 1000 ? 0 : size >= 100 ? 1 : 2;
}

export function formatFor(language: Language): Format {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const fixed = (value: number, digits: number) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(
      Number(value.toFixed(digits)) === 0 ? 0 : value,
    );
  const known = (value: number | null | undefined): value is number => value != null && Number.isFinite(value);
  const number = (value: number | null | undefined, digits?: number) =>
    known(value) ? fixed(value, digits ?? digitsFor(value)) : NONE;
  const share = (value: number | null | undefined, digits = 1) =>
    known(value) ? `${fixed(value * 100, digits)}${language === "zh" ? "%" : " %"}` : NONE;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  return {
    number,
    share,
    whole: (value) => (known(value) ? fixed(value, 0) : NONE),
    money: (value, money) => (known(value) ? `${number(value)} ${unitOf(money, language)}` : NONE),
    points: (value) => (known(value) ? `${number(value)} ${language === "zh" ? "分" : "points"}` : NONE),
    gap: (value) => (known(value) ? (value < 1e-6 ? share(0, 0) : share(value, value < 1e-3 ? 4 : 2)) : NONE),
    date: (value) => (value ? time.format(new Date(value)) : NONE),
    seconds: (value) => (known(value) ? `${fixed(value, value < 10 ? 1 : 0)} ${language === "zh" ? "秒" : "s"}` : NONE),
    unit: (money) => unitOf(money, language),
  };
}

export function useFormat(): Format {
  const language = useLanguage();
  return useMemo(() => formatFor(language), [language]);
}
