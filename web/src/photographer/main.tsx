import "../style/base.css";
import { render } from "preact";
import { followLinks } from "../router";
import { setCommon } from "../words/common";
import { dictionary } from "../words/language";
import { App } from "./app";
import english from "./words/en";
import { setWords } from "./words/words";

const words = await dictionary(english, {
  de: () => import("./words/de"),
  es: () => import("./words/es"),
});
setCommon(words.common);
setWords(words);

const SCREENS = ["events", "signin", "signup", "verify", "reset"];
followLinks(pathname => pathname === "/" || SCREENS.includes(pathname.split("/")[1] ?? ""));
render(<App />, document.body);
