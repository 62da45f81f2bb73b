import type { TadaDocumentNode } from "gql.tada";
import { createStore } from "../store";
import { request } from "./client";
import { now } from "./clock";
import { type FragmentOf, graphql } from "./graphql";
import { Problem, unwrapPayload } from "./problem";

/** Fields of every mutation that opens a session: spread it as `...Session`. */
export const SESSION = graphql(`fragment Session on Session {
  accessToken expiresAt user { id email userName emailVerified }
}`);
const REFRESH = graphql(
  `mutation Refresh { refreshSession(input: {}) { session { ...Session } userErrors { code message } } }`,
  [SESSION],
);
const SIGN_OUT = graphql(`mutation SignOut { signOut { signedOut } }`);

export type Session = FragmentOf<typeof SESSION>;

const EXPIRY_MARGIN_MILLISECONDS = 60_000;
/** Only a hint that a session may exist: the refresh token is in an HttpOnly cookie. */
const SIGNED_IN_KEY = "imgsh.signedIn";

/** The current session, or null. The access token is kept in memory only. */
export const session = createStore<Session | null>(null);

let refreshing: Promise<Session> | null = null;

export function openSession(opened: Session) {
  localStorage.setItem(SIGNED_IN_KEY, "1");
  session.set(opened);
}

/** Records that the email address of the session was confirmed. */
export function markEmailVerified() {
  const { value } = session;
  if (value) openSession({ ...value, user: { ...value.user, emailVerified: true } });
}

/** Ends the session on this page only. What the tab has kept was the photographer's. */
export function clearSession() {
  localStorage.removeItem(SIGNED_IN_KEY);
  sessionStorage.clear();
  session.set(null);
}

/** Resumes the session of an earlier visit, if any. Throws Problem if the service can't be reached. */
export async function resumeSession() {
  if (localStorage.getItem(SIGNED_IN_KEY)) await refreshOnce().catch(rethrowUnlessSignedOut);
}

function rethrowUnlessSignedOut(problem: Problem) {
  if (problem.code !== "UNAUTHENTICATED") throw problem;
}

/** Concurrent callers share one refresh. */
function refreshOnce(): Promise<Session> {
  refreshing ??= refresh().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function refresh(): Promise<Session> {
  try {
    const { refreshSession } = await request(REFRESH, {});
    const opened = unwrapPayload(refreshSession.session, refreshSession.userErrors);
    openSession(opened);
    return opened;
  } catch (problem) {
    if (problem instanceof Problem && problem.code === "UNAUTHENTICATED") clearSession();
    throw problem;
  }
}

/** Sends a request as the signed-in photographer. Throws Problem: UNAUTHENTICATED means sign in again. */
export async function requestSignedIn<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const present = session.value;
  const isFresh = present && Date.parse(present.expiresAt) - EXPIRY_MARGIN_MILLISECONDS > now();
  const { accessToken } = isFresh ? present : await refreshOnce();
  try {
    return await request(document, variables, accessToken);
  } catch (problem) {
    // Another device may have ended all sessions: the refresh finds out.
    if (!(problem instanceof Problem) || problem.code !== "UNAUTHENTICATED") throw problem;
    return await request(document, variables, (await refreshOnce()).accessToken);
  }
}

/** Ends every session of the account, on all devices. Throws Problem. */
export async function signOut() {
  await requestSignedIn(SIGN_OUT, {});
  clearSession();
}
