import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Packages that change seldom, each group a file of its own, so that a browser keeps it. */
const VENDORS = [
  { name: "vendor-charts", test: /node_modules[\\/](echarts|zrender|tslib)[\\/]/ },
  { name: "vendor-editor", test: /node_modules[\\/](@?codemirror|@lezer|@marijn|crelt|style-mod|w3c-keyname)[\\/]/ },
  { name: "vendor-yaml", test: /node_modules[\\/](yaml|@cfworker)[\\/]/ },
  { name: "vendor-antd", test: /node_modules[\\/](antd|@ant-design|@rc-component|@emotion|dayjs|stylis|clsx|throttle-debounce|scroll-into-view-if-needed|compute-scroll-into-view|@babel)[\\/]/ },
  { name: "vendor-react", priority: 2, test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
];

const FROM = /if \(csp\?\.nonce\) \{\s*styleNode\.nonce = csp\?\.nonce;\s*\}/;
const TO = `styleNode.nonce = csp?.nonce ?? document.querySelector('meta[name="csp-nonce"]')?.content ?? "";`;

/**
 * Parts of antd (width of scroll bars, locking of scrolling) make style sheets without the nonce that
 * the page was given; the policy of the service would refuse them.
 */
function nonceForAll(): Plugin {
  return {
    name: "nonce-for-all",
    enforce: "pre",
    transform(code, id) {
      if (!/@rc-component[\\/]util[\\/]es[\\/]Dom[\\/]dynamicCSS\.js$/.test(id)) return null;
      if (!FROM.test(code)) throw new Error(`${id} has changed: see nonceForAll`);
      return { code: code.replace(FROM, TO), map: null };
    },
  };
}

export default defineConfig({
  base: "/",
  plugins: [nonceForAll(), react()],
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
