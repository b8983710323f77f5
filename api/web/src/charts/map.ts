/** Cities at their seats, and the joint work between them as arcs. */
import type { Colours } from "./colours";
import type { Option } from "./types";

export interface Spot {
  id: string;
  name: string;
  lon: number;
  lat: number;
  /** How large the bubble is drawn; what is told is in `told`. */
  size: number;
  colour: string;
  told: string;
}

export interface Arc {
  from: [number, number];
  to: [number, number];
  amount: number;
  colour: string;
  told: string;
}

const LARGEST = 54;
const SMALLEST = 5;
const WIDEST = 7;
const LABELLED = 60;

/** A frame around the cities with no outline in it: the seats carry the map. */
export function frameOf(spots: readonly Pick<Spot, "lon" | "lat">[]) {
  const lons = spots.map((spot) => spot.lon);
  const lats = spots.map((spot) => spot.lat);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [dx, dy] = [Math.max((east - west) * 0.08, 0.2), Math.max((north - south) * 0.08, 0.2)];
  const ring = [[west - dx, south - dy], [east + dx, south - dy], [east + dx, north + dy], [west - dx, north + dy], [west - dx, south - dy]];
  return {
    type: "FeatureCollection" as const,
    features: [{ type: "Feature" as const, properties: { name: "frame" }, geometry: { type: "Polygon" as const, coordinates: [ring] } }],
  };
}

/** How much narrower a degree of longitude is than one of latitude, in the middle of the map. */
export function aspectOf(spots: readonly Pick<Spot, "lat">[]): number {
  const middle = spots.reduce((sum, spot) => sum + spot.lat, 0) / Math.max(spots.length, 1);
  return Math.cos((middle * Math.PI) / 180);
}

/** The area of a bubble is as its size; none is too small to be hit. */
export function diameter(size: number, most: number, crowd = 0): number {
  const largest = crowd > 200 ? LARGEST / 2 : LARGEST;
  return most > 0 ? Math.max(SMALLEST, largest * Math.sqrt(Math.abs(size) / most)) : SMALLEST;
}

export interface MapWish {
  map: string;
  /** Whether the map has the areas of the cities, named by their ids. */
  outlined?: boolean;
  spots: readonly Spot[];
  arcs?: readonly Arc[];
  /** The largest size over all periods, so that bubbles can be compared between them. */
  most?: number;
  mostArc?: number;
  chosen?: string | undefined;
}

/** How strongly an area is filled: from hardly at all to this. */
const FILLED = 0.42;

/** Areas in the colour of their city, the stronger the larger its figure. */
function shaded(spots: readonly Spot[], top: number, colours: Colours) {
  return spots.map((spot) => {
    const share = top > 0 ? Math.sqrt(Math.abs(spot.size) / top) : 0;
    return { name: spot.id, itemStyle: { areaColor: `${spot.colour}${hex(0.04 + FILLED * share)}`, borderColor: colours.line, borderWidth: 1 } };
  });
}
const hex = (share: number) => Math.round(255 * share).toString(16).padStart(2, "0");

export function mapOption({ map, outlined = false, spots, arcs = [], most, mostArc, chosen }: MapWish, colours: Colours): Option {
  const top = most ?? Math.max(0, ...spots.map((spot) => Math.abs(spot.size)));
  const topArc = mostArc ?? Math.max(0, ...arcs.map((arc) => arc.amount));
  const sorted = [...spots].sort((one, other) => Math.abs(other.size) - Math.abs(one.size));
  const labelled = new Set(sorted.slice(0, LABELLED).map((spot) => spot.id));
  return {
    animation: false,
    tooltip: { renderMode: "richText", confine: true },
    geo: {
      map, roam: true, scaleLimit: { min: 0.8, max: 12 }, aspectScale: aspectOf(spots), silent: true,
      left: 48, right: 64, top: 16, bottom: 16, preserveAspect: "contain",
      itemStyle: { areaColor: "transparent", borderColor: outlined ? colours.line : "transparent" },
      ...(outlined ? { regions: shaded(spots, top, colours) } : {}),
    },
    series: [
      {
        type: "lines", coordinateSystem: "geo", z: 2, silent: arcs.length > 1500,
        data: arcs.map((arc) => ({
          coords: [arc.from, arc.to],
          name: arc.told,
          lineStyle: { color: arc.colour, width: 0.6 + WIDEST * (topArc > 0 ? arc.amount / topArc : 0), opacity: 0.42, curveness: 0.22 },
        })),
        tooltip: { formatter: "{b}" },
        emphasis: { lineStyle: { opacity: 0.95 } },
      },
      {
        type: "scatter", coordinateSystem: "geo", z: 3,
        data: sorted.map((spot) => ({
          id: spot.id, name: spot.name, value: [spot.lon, spot.lat, spot.size],
          symbolSize: diameter(spot.size, top, spots.length),
          itemStyle: {
            color: spot.colour, opacity: spot.size === 0 ? 0.35 : 0.82,
            borderColor: spot.id === chosen ? colours.mark : colours.paper, borderWidth: spot.id === chosen ? 3 : 1,
          },
          label: { show: labelled.has(spot.id) },
          tooltip: { formatter: spot.told },
        })),
        label: { position: "right", formatter: "{b}", color: colours.ink, fontSize: 12, textBorderColor: colours.paper, textBorderWidth: 3 },
        emphasis: { scale: 1.15 },
      },
    ],
  };
}
