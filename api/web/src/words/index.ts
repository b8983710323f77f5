/** Every word of the page, in Chinese and English; a key that does not exist does not compile. */
import { createContext, useContext } from "react";
import { common } from "./common";
import { editor } from "./editor";
import { views } from "./views";

export type Language = "zh" | "en";
export interface Text {
  zh: string;
  en: string;
}

/** A key that stands in two of the lists: its second text would take the place of the first. */
type Twice = (keyof typeof common & (keyof typeof editor | keyof typeof views)) | (keyof typeof editor & keyof typeof views);
type Once = [Twice] extends [never] ? Record<string, Text> : never;

const ALL = { ...common, ...editor, ...views } satisfies Once;
/** Words that may be written once, or in both languages. */
export type Told = string | Partial<Text>;
export type Word = keyof typeof ALL;
export type Values = Record<string, string | number>;

/** Return a word in a language, with `{name}` replaced by the value of that name. */
export function word(key: Word, language: Language, values: Values = {}): string {
  return ALL[key][language].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export const LanguageContext = createContext<Language>("zh");
export const useLanguage = () => useContext(LanguageContext);

export interface Words {
  language: Language;
  /** The word of a key. */
  t: (key: Word, values?: Values) => string;
  /** What is told in both languages, in that of the reader, or in whatever language it was written; an id where there is nothing. */
  say: (text: Told | null | undefined, id?: string) => string;
}

export function useWords(): Words {
  const language = useLanguage();
  return {
    language,
    t: (key, values) => word(key, language, values),
    say: (text, id = "") => (typeof text === "string" ? text : text?.[language] || text?.en || text?.zh) || id,
  };
}
