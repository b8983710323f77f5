/** A chart as a picture of its own, with its title on it. */
import type { Colours } from "./colours";
import { echarts } from "./engine";
import { fitted } from "./narrow";
import type { Option } from "./types";

const WIDTH = 1200;
const HEAD = 44;
const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

export function svgOf(option: Option, title: string, height: number, colours: Colours): string {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  chart.setOption({ ...fitted(option, WIDTH), animation: false });
  const drawn = chart.renderToSVGString().replace("<svg ", `<svg y="${HEAD}" `);
  chart.dispose();
  const text = title.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height + HEAD}" viewBox="0 0 ${WIDTH} ${height + HEAD}" role="img">`,
    `<title>${text}</title><rect width="100%" height="100%" fill="${colours.paper}"/>`,
    `<text x="16" y="28" font-size="18" font-weight="600" fill="${colours.ink}" font-family='${FONT}'>${text}</text>`,
    drawn,
    "</svg>",
  ].join("");
}

export async function pngOf(option: Option, title: string, height: number, colours: Colours): Promise<Blob> {
  const scale = 2;
  const box = document.createElement("div");
  const chart = echarts.init(box, null, { renderer: "canvas", width: WIDTH, height, devicePixelRatio: scale });
  chart.setOption({ ...fitted(option, WIDTH), animation: false });
  const page = document.createElement("canvas");
  [page.width, page.height] = [WIDTH * scale, (height + HEAD) * scale];
  const pen = page.getContext("2d")!;
  pen.fillStyle = colours.paper;
  pen.fillRect(0, 0, page.width, page.height);
  pen.fillStyle = colours.ink;
  pen.font = `600 ${18 * scale}px ${FONT}`;
  pen.fillText(title, 16 * scale, 28 * scale);
  pen.drawImage(chart.renderToCanvas({ pixelRatio: scale }), 0, HEAD * scale);
  chart.dispose();
  return await new Promise((done, fail) => page.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
}
