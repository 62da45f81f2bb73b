import "./viewer.css";
import { render } from "preact";
import { expectPrefetched } from "../api/client";
import { setCommon } from "../i18n/common";
import { dictionary } from "../i18n/language";
import { App } from "./app";
import { eventOfPage } from "./code";
import { HOME } from "./home";
import english from "./i18n/en";
import { setWords } from "./i18n/words";

const early = globalThis.imgshEarly;
if (early?.asked) expectPrefetched(early.asked);

const words = await dictionary(english, { de: () => import("./i18n/de"), es: () => import("./i18n/es") });
setCommon(words.common);
setWords(words);
if (location.pathname === HOME) {
  const { HomeScreen } = await import("./home-screen");
  render(<HomeScreen />, document.body);
} else render(<App publicUrl={eventOfPage()} fromLink={early?.fromLink ?? null} />, document.body);
