import { ask, now } from "./graphql.js";
import { say, show } from "./screen.js";

const [MINUTE, HOUR, DAY] = [60e3, 3600e3, 86400e3];
const RELOAD_AT_MOST_EVERY = 10 * MINUTE;
const REPORT = `mutation Report($input: ReportDownloadsInput!) { reportDownloads(input: $input) { reported } }`;

/**
 * @param {object} album with its first photos
 * @param {{token: string, read: (after: string) => Promise<object>, leave: (reason: string) => void}} session
 */
export function showGallery(album, { token, read, leave }) {
  show("album");
  const [grid, more, dialog] = [".grid", ".more", "dialog"].map((name) => document.querySelector(name));
  const photos = [];
  const report = (photo) => ask(REPORT, { input: { photoIds: [photo.id] } }, token).catch(() => {});
  const view = viewer(dialog, photos, report);

  const add = ({ nodes, pageInfo }) => {
    grid.append(...nodes.map((photo) => tile(photo, () => view(photos.indexOf(photo)), report)));
    photos.push(...nodes);
    more.hidden = !pageInfo.hasNextPage;
    more.onclick = () => proceed(async () => add((await read(pageInfo.endCursor)).photos));
  };
  const proceed = async (act) => {
    more.disabled = true;
    await act().then(
      () => say(""),
      (problem) => (problem.code === "UNAUTHENTICATED" ? leave(problem.reason) : say(problem.message)),
    );
    more.disabled = false;
  };

  document.title = document.querySelector("h1").textContent = album.eventName;
  const count = `${album.photoCount} ${album.photoCount === 1 ? "photo" : "photos"}`;
  document.querySelector(".summary").textContent = [album.label, count, `by ${album.photographer}`].filter(Boolean).join(" · ");
  document.querySelector(".empty").hidden = album.photos.nodes.length > 0;
  add(album.photos);
  new IntersectionObserver(([seen]) => seen.isIntersecting && !more.disabled && more.click()).observe(more);
  addEventListener("offline", () => say("You are offline. What is loaded stays here."));
  addEventListener("online", () => say(""));
  countDown(document.querySelector("time"), Date.parse(album.expiresAt), () => leave("EVENT_EXPIRED"));
}

function tile(photo, open, report) {
  const { width, height } = photo;
  const image = Object.assign(document.createElement("img"), { alt: "", loading: "lazy", decoding: "async" });
  Object.assign(image, { width, height, onerror: reload, src: photo.thumbnail.url });
  const button = Object.assign(document.createElement("button"), { ariaLabel: `Open ${photo.filename}`, onclick: open });
  button.style.background = averageColour(photo.placeholder);
  button.append(image);
  const save = Object.assign(document.createElement("a"), { className: "save", textContent: "↓" });
  Object.assign(save, { href: photo.original.downloadUrl, download: photo.filename, onclick: () => report(photo) });
  save.ariaLabel = `Download ${photo.filename}`;
  const item = document.createElement("li");
  item.style.setProperty("--ratio", width / height);
  item.append(button, save);
  return item;
}

/** The large view: arrows step, Escape closes, and focus returns to the tile. Returns what opens it. */
function viewer(dialog, photos, report) {
  const part = (name) => dialog.querySelector(name);
  let shown = 0;
  const view = (index) => {
    shown = (index + photos.length) % photos.length;
    const photo = photos[shown];
    Object.assign(part("img"), { src: photo.preview.url, alt: photo.filename, onerror: reload });
    Object.assign(part(".save"), { href: photo.original.downloadUrl, download: photo.filename });
    part(".name").textContent = `${shown + 1} of ${photos.length} · ${photo.filename}`;
    if (!dialog.open) dialog.showModal();
  };
  part(".previous").onclick = () => view(shown - 1);
  part(".next").onclick = () => view(shown + 1);
  part(".close").onclick = () => dialog.close();
  part(".save").onclick = () => report(photos[shown]);
  dialog.onkeydown = ({ key }) => {
    if (key === "ArrowLeft") view(shown - 1);
    if (key === "ArrowRight") view(shown + 1);
  };
  return view;
}

/** Signed addresses end after a while: a new page has new ones. A photo that stays broken must not reload for ever. */
function reload() {
  const last = Number(sessionStorage.getItem("reloadedAt"));
  if (!navigator.onLine || Date.now() - last < RELOAD_AT_MOST_EVERY) return;
  sessionStorage.setItem("reloadedAt", String(Date.now()));
  location.reload();
}

function countDown(time, end, over) {
  const left = end - now();
  if (!time.isConnected) return;
  if (left <= 0) return over();
  time.dateTime = new Date(end).toISOString();
  time.dataset.left = left < HOUR ? "hour" : left < DAY ? "day" : "days";
  time.textContent = `Deleted in ${inWords(left)}`;
  setTimeout(() => countDown(time, end, over), left < HOUR ? 1000 : MINUTE / 2);
}

/** @param {number} left in milliseconds */
export function inWords(left) {
  const [days, hours] = [Math.floor(left / DAY), Math.floor((left % DAY) / HOUR)];
  const [minutes, seconds] = [Math.floor((left % HOUR) / MINUTE), Math.floor((left % MINUTE) / 1000)];
  if (days) return `${days} ${days === 1 ? "day" : "days"} ${hours} h`;
  return hours ? `${hours} h ${minutes} min` : `${minutes} min ${String(seconds).padStart(2, "0")} s`;
}

/** The colour that a ThumbHash starts with; https://evanw.github.io/thumbhash/ */
export function averageColour(placeholder) {
  if (!placeholder) return "";
  const [low, middle, high] = [...atob(placeholder)].map((character) => character.charCodeAt(0));
  const header = low | (middle << 8) | (high << 16);
  const [luminance, yellow, red] = [(header & 63) / 63, ((header >> 6) & 63) / 31.5 - 1, ((header >> 12) & 63) / 31.5 - 1];
  const blue = luminance - (2 / 3) * yellow;
  const r = (3 * luminance - blue + red) / 2;
  return `rgb(${[r, r - red, blue].map((part) => Math.round(255 * Math.min(1, Math.max(0, part)))).join(" ")})`;
}
