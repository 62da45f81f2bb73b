import { defineConfig } from "vite";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  logLevel: "warn",
  build: {
    target: ["chrome111", "firefox115", "safari16.4"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      // A viewer's phone loads nothing of the photographer's desk, so each has a page of its own.
      input: { viewer: "album.html", photographer: "index.html", worker: "src/zip-worker/worker.ts" },
      output: {
        // A service worker rules the paths below its own: it has to stand at the root, under one name for ever.
        entryFileNames: ({ name }) => (name === "worker" ? "worker.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
