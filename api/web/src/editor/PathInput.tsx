/** The path of a number in the scenario: the usual ones are offered, any other may be written. */
import { AutoComplete } from "antd";
import type { Setting } from "./settings";

interface Props {
  id: string;
  settings: readonly Pick<Setting, "path" | "label">[];
  value: string;
  set: (path: string) => void;
}

export function PathInput({ id, settings, value, set }: Props) {
  const wanted = value.toLowerCase();
  const exact = settings.some((each) => each.path === value);
  const fitting = exact ? settings : settings.filter((each) => `${each.path} ${each.label}`.toLowerCase().includes(wanted));
  const options = fitting.map((each) => ({ value: each.path, label: <><span>{each.label}</span> <code className="quiet">{each.path}</code></> }));
  return <AutoComplete id={id} className="wide" allowClear value={value} options={options} onChange={(path: string | undefined) => set(path ?? "")} popupMatchSelectWidth={false} />;
}
