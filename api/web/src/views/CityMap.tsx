/** The map of a scenario's cities, with any figure on it. */
import { BorderOuterOutlined } from "@ant-design/icons";
import { Alert, Button, Space } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import type { ScenarioDocument } from "../api/scenario";
import { Chart } from "../charts/Chart";
import { echarts } from "../charts/engine";
import { type Arc, frameOf, mapOption, type Spot } from "../charts/map";
import type { Sheet } from "../charts/types";
import { Nothing } from "../frame/states";
import { FileButton } from "../parts/FileButton";
import { type Borders, type BordersFault, takeBorders, useBorders } from "./borders";
import { placed, type Placed, type Telling, useTelling } from "./telling";

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
  const borders = useBorders(scenario);
  const cities = useMemo(() => placed(scenario), [scenario]);
  const seats = `cities-${scenario.id}`;
  const areas = `areas-${scenario.id}`;
  useMemo(() => cities.length > 0 && echarts.registerMap(seats, frameOf(cities.map((city) => ({ lon: city.lon, lat: city.lat }))) as never), [seats, cities]);
  useMemo(() => borders && echarts.registerMap(areas, borders.map as never), [areas, borders]);
  const draw = useMemo(() => {
    const at = new Map(cities.map((city) => [city.id, [city.lon, city.lat] as [number, number]]));
    const drawn = arcs.flatMap((arc) => {
      const [from, to] = [at.get(arc.ends[0]), at.get(arc.ends[1])];
      return from && to ? [{ from, to, amount: arc.amount, colour: arc.colour, told: arc.told }] : [];
    });
    const spots = cities.map((city) => ({ id: city.id, name: tell.name(city.id), lon: city.lon, lat: city.lat, ...spot(city) }));
    return (outlined: boolean) => mapOption({ map: outlined ? areas : seats, outlined, spots, arcs: drawn, chosen, ...(most === undefined ? {} : { most }), ...(mostArc === undefined ? {} : { mostArc }) }, tell.colours);
  }, [seats, areas, cities, tell, spot, arcs, most, mostArc, chosen]);
  const option = useMemo(() => draw(borders !== undefined), [draw, borders]);
  const saved = useMemo(() => draw(Boolean(borders?.approval)), [draw, borders]);
  if (cities.length === 0) return <Nothing text={tell.t("mapNoSeats")} />;
  return (
    <Chart {...rest} option={option} saved={saved} height={height} zoom pick={({ id, series }) => series === 1 && id !== undefined && pick?.(id)}>
      <p className="quiet note">{[note ?? tell.t("mapNote"), borders === undefined ? tell.t("mapNoBorders") : borders.approval ? tell.t("bordersApproved", { approval: borders.approval }) : tell.t("bordersOwn")].join(" ")}</p>
      <BordersButton scenario={scenario} borders={borders} tell={tell} />
      {children}
    </Chart>
  );
}

/** Open a file with borders, or take them off the map. */
function BordersButton({ scenario, borders, tell }: { scenario: ScenarioDocument; borders: Borders | undefined; tell: Telling }) {
  const { t } = tell;
  const [fault, setFault] = useState<BordersFault>();
  if (borders !== undefined) return <Button size="small" type="link" className="borders" onClick={() => void takeBorders(scenario, undefined)}>{t("bordersOff")}</Button>;
  return (
    <Space wrap className="borders">
      <FileButton icon={<BorderOuterOutlined aria-hidden />} word="bordersOpen" hint={t("bordersHint")} accept=".geojson,.json" plain take={async (file) => setFault(takeBorders(scenario, await file.text()))} />
      {fault && <Alert type="error" showIcon title={t(fault)} />}
    </Space>
  );
}
