import { showGallery } from "./gallery.js";
import { Problem, ask } from "./graphql.js";
import { say, show } from "./screen.js";

const ALBUM = `fragment Album on Album {
  eventName photographer label expiresAt photoCount
  photos(first: 100, after: $after) {
    nodes {
      id filename width height placeholder
      thumbnail { url } preview { url } original { downloadUrl }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;
const READ = `query Album($after: String) { album { ...Album } } ${ALBUM}`;
const REDEEM = `mutation Redeem($input: RedeemAccessCodeInput!, $after: String) {
  redeemAccessCode(input: $input) { viewerToken album { ...Album } userErrors { message } }
} ${ALBUM}`;

const ENDED = {
  CODE_REVOKED: "This code no longer opens the album. Ask the photographer for a new one.",
  EVENT_EXPIRED: "This event has ended and its photos are deleted.",
};

/** Shows the album by the link's fragment (`CODE.linkKey`) or by this tab's session, or asks for the code. */
export function openAlbum(publicUrl) {
  const form = showForm(publicUrl);
  const fragment = location.hash.slice(1);
  const session = JSON.parse(sessionStorage.getItem(publicUrl) ?? "null");
  form.code.value = fragment || session?.fragment || "";
  const isSame = session && form.code.value === session.fragment;
  if (isSame) attempt(form, () => reopen(publicUrl, session).catch(() => redeem(publicUrl, session.fragment)));
  else if (fragment) form.requestSubmit();
}

function showForm(publicUrl) {
  show("code");
  const [form] = document.forms;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(form, () => redeem(publicUrl, form.code.value.trim().split("#").at(-1)));
  });
  return form;
}

/** @param {string} fragment a code, with the link's key after a dot where it was a link */
async function redeem(publicUrl, fragment) {
  const [accessCode, linkKey = null] = fragment.split(".");
  const { redeemAccessCode } = await ask(REDEEM, { input: { publicUrl, accessCode, linkKey } });
  const { album, viewerToken: token, userErrors } = redeemAccessCode;
  if (!album) throw new Problem(userErrors.map((error) => error.message).join(" "), { code: "REFUSED" });
  sessionStorage.setItem(publicUrl, JSON.stringify({ fragment, token }));
  enter(publicUrl, album, token);
}

async function reopen(publicUrl, { token }) {
  const { album } = await ask(READ, {}, token);
  enter(publicUrl, album, token);
}

function enter(publicUrl, album, token) {
  const leave = (reason) => {
    sessionStorage.removeItem(publicUrl);
    showForm(publicUrl);
    say(ENDED[reason] ?? ENDED.CODE_REVOKED);
  };
  showGallery(album, { token, leave, read: async (after) => (await ask(READ, { after }, token)).album });
}

/** Runs `act` with the form asleep, and says what came in between. */
async function attempt(form, act) {
  const button = form.querySelector("button");
  button.disabled = true;
  say("Opening the album…", "busy");
  try {
    await act();
  } catch (problem) {
    say(problem.message);
    form.code.focus();
    if (problem.code === "RATE_LIMITED") return wait(problem.retryAfterSeconds, button);
    if (problem.code === "OFFLINE") addEventListener("online", () => form.requestSubmit(), { once: true });
  }
  button.disabled = false;
}

function wait(seconds, button) {
  const label = button.textContent;
  const until = Date.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.textContent = left > 0 ? `Try again in ${left} s` : label;
    button.disabled = left > 0;
    if (left > 0) setTimeout(tick, 500);
  };
  tick();
}
