/** Language, and light or dark. */
import { MoonOutlined, SunOutlined } from "@ant-design/icons";
import { Button, Segmented, Tooltip } from "antd";
import { type Language, useWords } from "../words";
import { usePreferences } from "./preferences";

const LANGUAGES: { label: string; value: Language }[] = [
  { label: "中文", value: "zh" },
  { label: "EN", value: "en" },
];

export function Chooser() {
  const { t } = useWords();
  const { language, shade, setLanguage, setShade } = usePreferences();
  const other = shade === "dark" ? t("toLight") : t("toDark");
  return (
    <div className="chooser">
      <Segmented<Language> size="small" options={LANGUAGES} value={language} onChange={setLanguage} aria-label={t("language")} />
      <Tooltip title={other}>
        <Button
          type="text"
          aria-label={other}
          icon={shade === "dark" ? <SunOutlined aria-hidden /> : <MoonOutlined aria-hidden />}
          onClick={() => setShade(shade === "dark" ? "light" : "dark")}
        />
      </Tooltip>
    </div>
  );
}
