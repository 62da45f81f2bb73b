import { build, defineConfig, type Plugin, type Rolldown } from "vite";

const TARGET = ["chrome111", "firefox115", "safari16.4", "ios16.4"];
const VIEWER = "album.html";
/** Without groups, lazy modules split the code needed at start into a dozen files. */
const SHARED =
  /preact|src\/(api\/(?!session)|downloads\/load|grid\/.*tsx?$|store|ui\/(?!dialog)|i18n\/(?!common\.(de|es)))/;
const ALBUM = /src\/viewer\/(?!main|menu|home-screen|saved-albums|i18n\/(de|es|home)).*tsx?$/;
/** Loaded after the first photos. */
const DOWNLOADS = /src\/downloads\/(?!archive|load|i18n\/(de|es))/;

/** Inlines the viewer's styles and prefetch script, so that nothing waits for a second file. */
const inlined: Plugin = {
  name: "inlined",
  transformIndexHtml: {
    order: "post",
    async handler(html, { filename, bundle }) {
      if (!filename.endsWith(VIEWER) || !bundle) return html;
      const styled = html.replace(/<link rel="stylesheet"[^>]* href="\/([^"]+)">/g, (link, name: string) => {
        const sheet = bundle[name];
        return sheet?.type === "asset" ? `<style>${String(sheet.source).trim()}</style>` : link;
      });
      const script = `</title>\n    <script>${await scriptOf("src/viewer/prefetch.ts")}</script>`;
      return styled.replace("</title>", () => script);
    },
  },
};

/** One file, without imports: browsers do not take modules as service workers everywhere. */
const offlineWorker: Plugin = {
  name: "offline-worker",
  apply: "build",
  async generateBundle() {
    const source = await scriptOf("src/offline-worker/worker.ts");
    this.emitFile({ type: "asset", fileName: "offline.js", source });
  },
};

async function scriptOf(input: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    build: {
      target: TARGET,
      write: false,
      rolldownOptions: { input, output: { format: "iife" } },
    },
  });
  const [script] = (built as Rolldown.RolldownOutput).output;
  return script.code.trim();
}

export default defineConfig({
  plugins: [inlined, offlineWorker],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  logLevel: "warn",
  build: {
    target: TARGET,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      // Two pages, so that viewers load no photographer code.
      input: { viewer: VIEWER, photographer: "index.html", worker: "src/zip-worker/worker.ts" },
      output: {
        codeSplitting: {
          groups: [
            { name: "shared", priority: 2, test: SHARED, minShareCount: 2 },
            { name: "album", priority: 1, test: ALBUM },
            { name: "downloads", priority: 1, test: DOWNLOADS },
          ],
        },
        // A service worker's URL must never change.
        entryFileNames: ({ name }) => (name === "worker" ? "worker.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
