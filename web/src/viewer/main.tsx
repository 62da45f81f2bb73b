import "./viewer.css";
import { render } from "preact";
import { registerPrefetched } from "../api/client";
import { setCommonStrings } from "../i18n/common";
import { loadStrings } from "../i18n/language";
import { App } from "./app";
import { eventFromUrl } from "./credential";
import { HOME } from "./home-path";
import english from "./i18n/en";
import { setStrings } from "./i18n/strings";

const prefetched = globalThis.imgshPrefetch;
if (prefetched?.request) registerPrefetched(prefetched.request);

const strings = await loadStrings(english, { de: () => import("./i18n/de"), es: () => import("./i18n/es") });
setCommonStrings(strings.common);
setStrings(strings);
if (location.pathname === HOME) {
  const { HomeScreen } = await import("./home-screen");
  render(<HomeScreen />, document.body);
} else {
  const { publicUrl = eventFromUrl(), fromLink = null } = prefetched ?? {};
  render(<App page={publicUrl} fromLink={fromLink} />, document.body);
}
