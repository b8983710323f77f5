import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Packages that change seldom, each group a file of its own, so that a browser keeps it. */
const VENDORS = [
  { name: "vendor-charts", test: /node_modules[\\/](echarts|zrender|tslib)[\\/]/ },
  { name: "vendor-editor", test: /node_modules[\\/](@?codemirror|@lezer|@marijn|crelt|style-mod|w3c-keyname)[\\/]/ },
  { name: "vendor-yaml", test: /node_modules[\\/](yaml|@cfworker)[\\/]/ },
  { name: "vendor-antd", test: /node_modules[\\/](antd|@ant-design|@rc-component|@emotion|dayjs|stylis|clsx|throttle-debounce|scroll-into-view-if-needed|compute-scroll-into-view|@babel)[\\/]/ },
  { name: "vendor-react", priority: 2, test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
];

export default defineConfig({
  base: "/",
  plugins: [react()],
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        // Names without a hash: what is built twice from the same source is the same, file by file.
        entryFileNames: "assets/[name].js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
        codeSplitting: { groups: VENDORS },
      },
    },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:8765" } },
});
