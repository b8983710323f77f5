/**
 * Borders of cities on the map, from a GeoJSON file that the reader opens.
 *
 * The file stays in this browser. A map that is published in China needs an approved base: a file that
 * does not say under `approval` who approved it is for the reader's own look, and pictures are saved
 * without it.
 */
import { useSyncExternalStore } from "react";
import type { ScenarioDocument } from "../api/scenario";

type City = ScenarioDocument["cities"][number];
interface Feature { type: "Feature"; properties: { name: string }; geometry: { type: string; coordinates: unknown } }

export interface Borders {
  /** Who approved the base map, and under which number; empty if the file does not say. */
  approval: string;
  /** The areas, each named by the id of its city. */
  map: { type: "FeatureCollection"; features: Feature[] };
}

/** Why a file cannot be used. */
export type BordersFault = "bordersNoMap" | "bordersNoCity";

const KEY = "deltafund.borders.";
/** Longer files are not kept beyond this visit: browsers hold little. */
const MOST_KEPT = 2_000_000;
const AREAS = new Set(["Polygon", "MultiPolygon"]);

/** Return the areas of the scenario's cities in a file: by id, official code or name. */
export function readBorders(text: string, cities: readonly City[]): Borders | BordersFault {
  let found: { features?: unknown; approval?: unknown };
  try {
    found = JSON.parse(text) as typeof found;
  } catch {
    return "bordersNoMap"; // what is no JSON is no map, whatever else it is
  }
  if (!Array.isArray(found?.features)) return "bordersNoMap";
  const ids = new Map<string, string>();
  for (const city of cities)
    for (const key of [city.name?.zh, city.name?.en, city.code, city.id]) if (key) ids.set(String(key), city.id);
  const features = (found.features as { properties?: Record<string, unknown>; geometry?: Feature["geometry"] | null }[]).flatMap((part): Feature[] => {
    const told = part?.properties ?? {};
    const id = [told.city, told.id, told.code, told.adcode, told.name, told.name_zh].map((key) => ids.get(String(key))).find(Boolean);
    return id !== undefined && part.geometry && AREAS.has(part.geometry.type) ? [{ type: "Feature", properties: { name: id }, geometry: part.geometry }] : [];
  });
  if (features.length === 0) return "bordersNoCity";
  return { approval: typeof found.approval === "string" ? found.approval.trim() : "", map: { type: "FeatureCollection", features } };
}

const opened = new Map<string, Borders | undefined>();
const listeners = new Set<() => void>();

function stored(scenario: ScenarioDocument): Borders | undefined {
  if (!opened.has(scenario.id)) {
    let text: string | null = null;
    try {
      text = localStorage.getItem(KEY + scenario.id);
    } catch {
      // a browser that keeps nothing has no borders either
    }
    const found = text === null ? undefined : readBorders(text, scenario.cities);
    opened.set(scenario.id, typeof found === "object" ? found : undefined);
  }
  return opened.get(scenario.id);
}

/** Take borders for all maps of a scenario, or none; say what is wrong with the file, if anything is. */
export function takeBorders(scenario: ScenarioDocument, text: string | undefined): BordersFault | undefined {
  const found = text === undefined ? undefined : readBorders(text, scenario.cities);
  if (typeof found === "string") return found;
  opened.set(scenario.id, found);
  try {
    if (text === undefined) localStorage.removeItem(KEY + scenario.id);
    else if (text.length <= MOST_KEPT) localStorage.setItem(KEY + scenario.id, text);
  } catch {
    // kept for this visit only
  }
  listeners.forEach((tell) => tell());
  return undefined;
}

export function useBorders(scenario: ScenarioDocument): Borders | undefined {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => stored(scenario),
  );
}
