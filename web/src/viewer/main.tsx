import "../style/base.css";
import "../style/parts.css";
import "../grid/grid.css";
import "./viewer.css";
import { render } from "preact";
import { setCommon } from "../words/common";
import { dictionary } from "../words/language";
import { App } from "./app";
import { takeFromAddress } from "./code";
import english from "./words/en";
import { setWords } from "./words/words";

const fromLink = takeFromAddress();
const publicUrl = decodeURI(location.pathname).split("/").filter(Boolean).join("/");

const words = await dictionary(english, { de: () => import("./words/de"), es: () => import("./words/es") });
setCommon(words.common);
setWords(words);
render(<App publicUrl={publicUrl} fromLink={fromLink} />, document.body);
