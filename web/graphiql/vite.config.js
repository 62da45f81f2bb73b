import { defineConfig } from "vite";

export default defineConfig({
  base: "/graphiql/",
  worker: { format: "es" },
  logLevel: "error",
});
