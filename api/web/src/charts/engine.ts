/** The parts of ECharts that are used, and no others. */
import { BarChart, LineChart, LinesChart, SankeyChart, ScatterChart } from "echarts/charts";
import { GeoComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

echarts.use([
  BarChart, LineChart, LinesChart, SankeyChart, ScatterChart,
  GeoComponent, GridComponent, LegendComponent, TooltipComponent, LabelLayout, CanvasRenderer, SVGRenderer,
]);

export { echarts };
