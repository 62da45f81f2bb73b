import "./viewer.css";
import { render } from "preact";
import { expectPrefetched } from "../api/client";
import { setCommonStrings } from "../i18n/common";
import { loadStrings } from "../i18n/language";
import { App } from "./app";
import { eventOfPage } from "./credential";
import { HOME } from "./home-path";
import english from "./i18n/en";
import { setStrings } from "./i18n/strings";

const early = globalThis.imgshEarly;
if (early?.asked) expectPrefetched(early.asked);

const strings = await loadStrings(english, { de: () => import("./i18n/de"), es: () => import("./i18n/es") });
setCommonStrings(strings.common);
setStrings(strings);
if (location.pathname === HOME) {
  const { HomeScreen } = await import("./home-screen");
  render(<HomeScreen />, document.body);
} else render(<App publicUrl={eventOfPage()} fromLink={early?.fromLink ?? null} />, document.body);
