import "./style/frame.css";
import "./style/account.css";
import "./style/events.css";
import "./style/event.css";
import "./style/codes.css";
import "./style/people.css";
import "./style/uploads.css";
import "./style/print.css";
import { render } from "preact";
import { problemOf } from "../api/problem";
import { resumeSession } from "../api/session";
import { setCommonStrings } from "../i18n/common";
import { errorText } from "../i18n/error-text";
import { loadStrings } from "../i18n/language";
import { followLinks } from "../router";
import { showToast } from "../ui/toasts";
import { App } from "./app";
import { watchPresses } from "./event/still-grid";
import english from "./i18n/en";
import { setStrings } from "./i18n/strings";
import { forbidStrayDrops } from "./uploads/drop-zone";
import { keepAwakeWhileUploading } from "./uploads/keep-awake";

const resumed = resumeSession().catch(problemOf);
const strings = await loadStrings(english, {
  de: () => import("./i18n/de"),
  es: () => import("./i18n/es"),
});
setCommonStrings(strings.common);
setStrings(strings);

const SCREENS = ["events", "signin", "signup", "verify", "reset", "account"];
followLinks(pathname => pathname === "/" || SCREENS.includes(pathname.split("/")[1] ?? ""));
forbidStrayDrops();
keepAwakeWhileUploading();
watchPresses();
// The right screen depends on who is signed in.
const problem = await resumed;
if (problem) showToast(errorText(problem), { isProblem: true });
render(<App />, document.body);
