/** The map of a scenario's cities, with any figure on it. */
import { type ReactNode, useMemo } from "react";
import type { ScenarioDocument } from "../api/scenario";
import { Chart } from "../charts/Chart";
import { echarts } from "../charts/engine";
import { type Arc, frameOf, mapOption, type Spot } from "../charts/map";
import type { Sheet } from "../charts/types";
import { Nothing } from "../frame/states";
import { placed, type Placed, useTelling } from "./telling";

interface Props {
  scenario: ScenarioDocument;
  title: string;
  unit: string;
  about: string;
  sheet: Sheet;
  /** Size, colour and what is told of each city. */
  spot: (city: Placed) => Pick<Spot, "size" | "colour" | "told">;
  arcs?: readonly (Pick<Arc, "amount" | "colour" | "told"> & { ends: readonly [string, string] })[];
  most?: number;
  mostArc?: number;
  chosen?: string | undefined;
  pick?: (city: string) => void;
  height?: number;
  /** What the bubbles are; without it, that they are money. */
  note?: string;
  children?: ReactNode;
}

export function CityMap({ scenario, spot, arcs = [], most, mostArc, chosen, pick, height = 620, note, children, ...rest }: Props) {
  const tell = useTelling(scenario);
  const cities = useMemo(() => placed(scenario), [scenario]);
  const map = `cities-${scenario.id}`;
  useMemo(() => cities.length > 0 && echarts.registerMap(map, frameOf(cities.map((city) => ({ lon: city.lon, lat: city.lat }))) as never), [map, cities]);
  const option = useMemo(() => {
    const seats = new Map(cities.map((city) => [city.id, [city.lon, city.lat] as [number, number]]));
    const drawn = arcs.flatMap((arc) => {
      const [from, to] = [seats.get(arc.ends[0]), seats.get(arc.ends[1])];
      return from && to ? [{ from, to, amount: arc.amount, colour: arc.colour, told: arc.told }] : [];
    });
    const spots = cities.map((city) => ({ id: city.id, name: tell.name(city.id), lon: city.lon, lat: city.lat, ...spot(city) }));
    return mapOption({ map, spots, arcs: drawn, chosen, ...(most === undefined ? {} : { most }), ...(mostArc === undefined ? {} : { mostArc }) }, tell.colours);
  }, [map, cities, tell, spot, arcs, most, mostArc, chosen]);
  if (cities.length === 0) return <Nothing text={tell.t("mapNoSeats")} />;
  return (
    <Chart {...rest} option={option} height={height} zoom pick={({ id, series }) => series === 1 && id !== undefined && pick?.(id)}>
      <p className="quiet note">{note ?? tell.t("mapNote")}</p>
      {children}
    </Chart>
  );
}
