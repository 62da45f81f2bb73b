import type { TadaDocumentNode } from "gql.tada";
import { createStore } from "../store";
import { ask } from "./client";
import { now } from "./clock";
import { type FragmentOf, graphql } from "./graphql";
import { granted, Problem } from "./problem";

/** What every mutation that opens a session asks for: spread it as `...Session`. */
export const SESSION = graphql(`fragment Session on Session {
  accessToken expiresAt user { id email userName emailVerified }
}`);
const REFRESH = graphql(
  `mutation Refresh { refreshSession(input: {}) { session { ...Session } userErrors { code message } } }`,
  [SESSION],
);
const SIGN_OUT = graphql(`mutation SignOut { signOut { signedOut } }`);

export type Session = FragmentOf<typeof SESSION>;

const MARGIN_MILLISECONDS = 60_000;
/** Says only that there may be a session: the refresh token is in a cookie that no script can read. */
const MARK = "imgsh.signedIn";

/** Who is signed in on this page; null: nobody. The access token is kept in memory alone. */
export const session = createStore<Session | null>(null);

let refreshing: Promise<Session> | null = null;

export function open(opened: Session) {
  localStorage.setItem(MARK, "1");
  session.set(opened);
}

/** Lets go of the session on this device. */
export function forget() {
  localStorage.removeItem(MARK);
  session.set(null);
}

/** Goes on with the session of an earlier visit, where there is one. Throws Problem when nobody answers. */
export async function resume() {
  if (localStorage.getItem(MARK)) await refreshed().catch(unlessSignedOut);
}

function unlessSignedOut(problem: Problem) {
  if (problem.code !== "UNAUTHENTICATED") throw problem;
}

/** One refresh at a time: everybody who needs it waits for the same. */
function refreshed(): Promise<Session> {
  refreshing ??= refresh().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function refresh(): Promise<Session> {
  try {
    const { refreshSession } = await ask(REFRESH, {});
    const opened = granted(refreshSession.session, refreshSession.userErrors);
    open(opened);
    return opened;
  } catch (problem) {
    if (problem instanceof Problem && problem.code === "UNAUTHENTICATED") forget();
    throw problem;
  }
}

/** Asks as the photographer who is signed in. Throws Problem; UNAUTHENTICATED means: sign in again. */
export async function askSignedIn<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const present = session.value;
  const isFresh = present && Date.parse(present.expiresAt) - MARGIN_MILLISECONDS > now();
  const { accessToken } = isFresh ? present : await refreshed();
  try {
    return await ask(document, variables, accessToken);
  } catch (problem) {
    // Another device may have ended every session meanwhile: the refresh will tell.
    if (!(problem instanceof Problem) || problem.code !== "UNAUTHENTICATED") throw problem;
    return await ask(document, variables, (await refreshed()).accessToken);
  }
}

/** Ends every session of the account, on all devices. Throws Problem. */
export async function signOut() {
  await askSignedIn(SIGN_OUT, {});
  forget();
}
