import "./viewer.css";
import { render } from "preact";
import { expectAnswer } from "../api/client";
import { setCommon } from "../words/common";
import { dictionary } from "../words/language";
import { App } from "./app";
import { eventOfPage } from "./code";
import { HOME } from "./home";
import english from "./words/en";
import { setWords } from "./words/words";

const early = globalThis.imgshEarly;
if (early?.asked) expectAnswer(early.asked);

const words = await dictionary(english, { de: () => import("./words/de"), es: () => import("./words/es") });
setCommon(words.common);
setWords(words);
if (location.pathname === HOME) {
  const { HomeScreen } = await import("./home-screen");
  render(<HomeScreen />, document.body);
} else render(<App publicUrl={eventOfPage()} fromLink={early?.fromLink ?? null} />, document.body);
