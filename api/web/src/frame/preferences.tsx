/** What the reader prefers: language, light or dark; kept in the browser. */
import { ConfigProvider, theme as antdTheme, App as Antd, type ThemeConfig } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { speak } from "../api/client";
import { type Language, LanguageContext } from "../words";
import { NONCE } from "./nonce";

export type Shade = "light" | "dark";
interface Preferences {
  language: Language;
  shade: Shade;
  setLanguage: (language: Language) => void;
  setShade: (shade: Shade) => void;
}

const Context = createContext<Preferences | undefined>(undefined);

/** Return language and shade, and how to change them. */
export function usePreferences(): Preferences {
  const found = useContext(Context);
  if (found === undefined) throw new Error("preferences are not provided");
  return found;
}

function first<T extends string>(name: string, known: readonly T[], otherwise: T): T {
  const kept = window.localStorage.getItem(`deltafund.${name}`);
  return known.find((value) => value === kept) ?? otherwise;
}

function usual(): { language: Language; shade: Shade } {
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  return { language: navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en", shade: dark ? "dark" : "light" };
}

const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

function themeOf(shade: Shade): ThemeConfig {
  const dark = shade === "dark";
  return {
    algorithm: dark ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? "#4aa3c4" : "#0f5f7f",
      colorInfo: dark ? "#86cbe2" : "#0f5f7f",
      colorLink: dark ? "#6fbcd8" : "#0f5f7f",
      colorSuccess: dark ? "#57b583" : "#1f7a4d",
      colorWarning: dark ? "#e0a33a" : "#9a6200",
      colorError: dark ? "#e8706a" : "#b3261e",
      colorSuccessBg: dark ? "#12281d" : "#e5f4ec",
      colorSuccessBorder: dark ? "#2d5b43" : "#a9d7bf",
      colorWarningBg: dark ? "#2c2412" : "#fdf3dc",
      colorWarningBorder: dark ? "#6b5524" : "#ecd08f",
      colorErrorBg: dark ? "#301716" : "#fcebea",
      colorErrorBorder: dark ? "#6e312e" : "#f0b5b1",
      colorInfoBg: dark ? "#12252e" : "#e4f1f6",
      colorInfoBorder: dark ? "#2b5568" : "#a6cfdf",
      colorTextDescription: dark ? "rgba(255,255,255,0.68)" : "rgba(0,0,0,0.64)",
      colorTextTertiary: dark ? "rgba(255,255,255,0.66)" : "rgba(0,0,0,0.62)",
      colorTextPlaceholder: dark ? "rgba(255,255,255,0.60)" : "rgba(0,0,0,0.58)",
      ...(dark ? { colorBgContainer: "#141b20", colorBgElevated: "#1c252c" } : {}),
      colorBgLayout: dark ? "#10161a" : "#f4f6f8",
      borderRadius: 6,
      fontSize: 15,
      fontFamily: FONT,
    },
    components: { Button: { primaryColor: dark ? "#081217" : "#ffffff" } },
  };
}

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => first("language", ["zh", "en"], usual().language));
  const [shade, setShade] = useState<Shade>(() => first("shade", ["light", "dark"], usual().shade));
  speak(language);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.documentElement.dataset.shade = shade;
    window.localStorage.setItem("deltafund.language", language);
    window.localStorage.setItem("deltafund.shade", shade);
  }, [language, shade]);
  const value = useMemo(() => ({ language, shade, setLanguage, setShade }), [language, shade]);
  const theme = useMemo(() => themeOf(shade), [shade]);
  return (
    <Context value={value}>
      <LanguageContext value={language}>
        <ConfigProvider locale={language === "zh" ? zh : en} theme={theme} csp={{ nonce: NONCE }} button={{ autoInsertSpace: false }}>
          <Antd>{children}</Antd>
        </ConfigProvider>
      </LanguageContext>
    </Context>
  );
}
