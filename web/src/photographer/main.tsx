import "./style/frame.css";
import "./style/account.css";
import "./style/events.css";
import "./style/event.css";
import "./style/codes.css";
import "./style/uploads.css";
import "./style/print.css";
import { render } from "preact";
import { problemOf } from "../api/problem";
import { resume } from "../api/session";
import { followLinks } from "../router";
import { say } from "../ui/toasts";
import { setCommon } from "../words/common";
import { dictionary } from "../words/language";
import { told } from "../words/problems";
import { App } from "./app";
import { forbidStrayDrops } from "./uploads/drop-zone";
import { stayWhileUploading } from "./uploads/stay";
import english from "./words/en";
import { setWords } from "./words/words";

const resumed = resume().catch(problemOf);
const words = await dictionary(english, {
  de: () => import("./words/de"),
  es: () => import("./words/es"),
});
setCommon(words.common);
setWords(words);

const SCREENS = ["events", "signin", "signup", "verify", "reset", "account"];
followLinks(pathname => pathname === "/" || SCREENS.includes(pathname.split("/")[1] ?? ""));
forbidStrayDrops();
stayWhileUploading();
// Before it is known who is signed in, nobody can tell which screen is the right one.
const problem = await resumed;
if (problem) say(told(problem), { isProblem: true });
render(<App />, document.body);
