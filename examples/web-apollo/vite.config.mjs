import { defineConfig } from "vite";

/** `npm run dev` passes requests on to the service, so that the page is at its origin. */
export default defineConfig({
  server: { proxy: { "/graphql": process.env.VITE_IMGSH ?? "http://127.0.0.1:8000" } },
});
