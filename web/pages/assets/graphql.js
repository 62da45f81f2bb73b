/** Why a question got no answer: `code` as in the API's errors, or OFFLINE. */
export class Problem extends Error {
  constructor(message, { code = "INTERNAL", reason = null, retryAfterSeconds = 0 } = {}) {
    super(message);
    Object.assign(this, { code, reason, retryAfterSeconds });
  }
}

/** How far this device's clock is behind the server's, in milliseconds. */
let clockSkew = 0;

/** The server's present, so that a countdown is right on a device whose clock is wrong. */
export const now = () => Date.now() + clockSkew;

/**
 * @param {string} query a document with one operation
 * @param {object} variables
 * @param {string | null} token of a viewer or a session
 * @returns {Promise<any>} the data; throws Problem
 */
export async function ask(query, variables = {}, token = null) {
  const headers = { "content-type": "application/json", accept: "application/graphql-response+json, application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query, variables }) }).catch(
    () => Promise.reject(new Problem("There is no connection to the service.", { code: "OFFLINE" })),
  );
  const sentAt = Date.parse(response.headers.get("date"));
  if (sentAt) clockSkew = sentAt - Date.now();
  const { data, errors } = await response.json().catch(() => ({}));
  if (data && !errors) return data;
  const first = errors?.[0];
  throw new Problem(first?.message ?? "Something went wrong. Try again in a moment.", first?.extensions);
}
