// A stand-in for the web app: the album of a viewer, and the landings of the links that are mailed.

import { act } from "./account.js";
import { openAlbum } from "./code.js";
import { show } from "./screen.js";

const path = decodeURIComponent(location.pathname).split("/").filter(Boolean);
if (path.length === 2) {
  const publicUrl = path.join("/");
  addEventListener("hashchange", () => openAlbum(publicUrl));
  openAlbum(publicUrl);
} else {
  show(path[0] ?? "home");
  for (const form of document.forms) act(form);
}
