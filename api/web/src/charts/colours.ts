/** Colours of charts, light and dark: told apart by people who do not see all colours. */
import type { Shade } from "../frame/preferences";

export interface Colours {
  paper: string;
  ink: string;
  quiet: string;
  line: string;
  accent: string;
  good: string;
  bad: string;
  mark: string;
  /** For things told apart by colour, in their order. */
  kinds: readonly string[];
}

const LIGHT: Colours = {
  paper: "#ffffff", ink: "#16222b", quiet: "#51606b", line: "#dde3e8", accent: "#0f5f7f",
  good: "#1f7a4d", bad: "#b3261e", mark: "#c27a00",
  kinds: ["#0f5f7f", "#d1781b", "#4f8a3d", "#8a4f9e", "#b8433a", "#6b6f2a", "#2a8f8a", "#7a5a3c", "#3d5fb0", "#a03d73"],
};
const DARK: Colours = {
  paper: "#141b20", ink: "#e6edf1", quiet: "#a3b1bb", line: "#2b363e", accent: "#6fbcd8",
  good: "#57b583", bad: "#e8706a", mark: "#e0a33a",
  kinds: ["#5fb4d6", "#eba052", "#86c06f", "#c08ad3", "#e8827a", "#b9bd63", "#5cc9c2", "#bd9a76", "#8aa5ee", "#dd83b4"],
};

export function coloursOf(shade: Shade): Colours {
  return shade === "dark" ? DARK : LIGHT;
}

/** A colour for each id, by its place in the list. */
export function colourBy(ids: readonly string[], colours: Colours): (id: string) => string {
  const places = new Map(ids.map((id, place) => [id, place]));
  return (id) => colours.kinds[(places.get(id) ?? 0) % colours.kinds.length] ?? colours.accent;
}
