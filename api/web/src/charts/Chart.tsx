/** A chart with its title, its unit, a name for those who do not see it, its table, and ways to save it. */
import { DownloadOutlined, MinusOutlined, PlusOutlined, ReloadOutlined, TableOutlined, BarChartOutlined } from "@ant-design/icons";
import { Button, Dropdown, Space, Tooltip } from "antd";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { usePreferences } from "../frame/preferences";
import { DataTable } from "../parts/DataTable";
import { save } from "../parts/sheet";
import { useWords } from "../words";
import { coloursOf } from "./colours";
import { echarts } from "./engine";
import { fitted, heightAt } from "./narrow";
import { pngOf, svgOf } from "./pictures";
import type { Option, Sheet } from "./types";

interface Props {
  title: string;
  unit: string;
  /** What the chart shows, in a sentence. */
  about: string;
  option: Option;
  /** What is saved as a picture, where it is not what is shown. */
  saved?: Option;
  sheet: Sheet;
  height?: number;
  /** Whether it can be drawn nearer, as a map. */
  zoom?: boolean;
  pick?: (id: { id: string | undefined; index: number; series: number }) => void;
  children?: ReactNode;
}

export function Chart({ title, unit, about, option, saved = option, sheet, height = 380, zoom = false, pick, children }: Props) {
  const { t } = useWords();
  const [asTable, setAsTable] = useState(false);
  const name = useId();
  return (
    <figure className="chart" aria-labelledby={name}>
      <figcaption>
        <div>
          <h3 id={name}>{title}</h3>
          <span className="quiet">{unit}</span>
        </div>
        <Tools asTable={asTable} turn={() => setAsTable(!asTable)} title={title} unit={unit} option={saved} height={height} />
      </figcaption>
      {asTable ? <DataTable sheet={sheet} name={title} /> : <Picture label={`${title} (${unit}). ${about} ${t("chartTableHint")}`} option={option} height={height} zoom={zoom} pick={pick} />}
      {children}
    </figure>
  );
}

function Tools({ asTable, turn, title, unit, option, height }: { asTable: boolean; turn: () => void; title: string; unit: string; option: Option; height: number }) {
  const { t } = useWords();
  const { shade } = usePreferences();
  const keep = async (form: string) => {
    const heading = `${title} (${unit})`;
    if (form === "svg") save(`${title}.svg`, svgOf(option, heading, height, coloursOf(shade)), "image/svg+xml");
    else save(`${title}.png`, await pngOf(option, heading, height, coloursOf(shade)), "image/png");
  };
  const items = [{ key: "png", label: "PNG" }, { key: "svg", label: "SVG" }];
  return (
    <Space size={4}>
      <Button size="small" type="text" aria-pressed={asTable} icon={asTable ? <BarChartOutlined aria-hidden /> : <TableOutlined aria-hidden />} onClick={turn}>
        {asTable ? t("showChart") : t("showTable")}
      </Button>
      {!asTable && (
        <Dropdown menu={{ items, onClick: ({ key }) => void keep(key) }} trigger={["click"]}>
          <Button size="small" type="text" icon={<DownloadOutlined aria-hidden />} aria-label={`${t("saveChart")}: ${title}`} />
        </Dropdown>
      )}
    </Space>
  );
}

function Picture({ label, option, height, zoom, pick }: { label: string; option: Option; height: number; zoom: boolean; pick: Props["pick"] }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof echarts.init>>(undefined);
  const [width, setWidth] = useState(0);
  const picked = useRef(pick);
  picked.current = pick;
  useEffect(() => {
    const box = place.current!;
    const made = echarts.init(box, null, { renderer: "canvas" });
    chart.current = made;
    made.on("click", (about: any) => picked.current?.({ id: about.data?.id ?? about.name, index: about.dataIndex, series: about.seriesIndex }));
    const watch = new ResizeObserver(() => {
      made.resize();
      setWidth(box.clientWidth);
    });
    watch.observe(box);
    return () => {
      watch.disconnect();
      made.dispose();
      chart.current = undefined;
    };
  }, []);
  useEffect(() => {
    const drawn = chart.current;
    if (drawn === undefined || width === 0) return;
    drawn.setOption(keepingView(drawn, fitted(option, width)), { notMerge: true, lazyUpdate: false });
  }, [option, width]);
  return (
    <div className="picture">
      <div ref={place} role="img" aria-label={label} style={{ height: zoom ? `min(${height}px, 105vw)` : heightAt(option, width, height) }} className="canvas" />
      {zoom && <Zoom chart={() => chart.current} />}
    </div>
  );
}

/** A map that was drawn nearer stays where it is when its figures change. */
function keepingView(chart: ReturnType<typeof echarts.init>, option: Option): Option {
  const before = (chart.getOption() as any)?.geo?.[0];
  const now = option.geo as any;
  if (!now || before?.map !== now.map) return option;
  return { ...option, geo: { ...now, ...(before.zoom ? { zoom: before.zoom } : {}), ...(before.center ? { center: before.center } : {}) } };
}

function Zoom({ chart }: { chart: () => ReturnType<typeof echarts.init> | undefined }) {
  const { t } = useWords();
  const by = (factor: number) => {
    const drawn = chart();
    drawn?.dispatchAction({ type: "geoRoam", componentType: "geo", geoIndex: 0, zoom: factor, originX: drawn.getWidth() / 2, originY: drawn.getHeight() / 2 });
  };
  const back = () => chart()?.setOption({ geo: { zoom: 1, center: null } } as any);
  return (
    <div className="zoom">
      <Tooltip title={t("nearer")}><Button size="small" icon={<PlusOutlined aria-hidden />} aria-label={t("nearer")} onClick={() => by(1.4)} /></Tooltip>
      <Tooltip title={t("farther")}><Button size="small" icon={<MinusOutlined aria-hidden />} aria-label={t("farther")} onClick={() => by(1 / 1.4)} /></Tooltip>
      <Tooltip title={t("wholeMap")}><Button size="small" icon={<ReloadOutlined aria-hidden />} aria-label={t("wholeMap")} onClick={back} /></Tooltip>
    </div>
  );
}
