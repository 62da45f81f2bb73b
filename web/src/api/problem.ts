/** OFFLINE: no response. REFUSED: the payload has `userErrors`. Others: the API's `extensions.code`. */
export type ProblemCode =
  | "OFFLINE"
  | "REFUSED"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "RATE_LIMITED"
  | "CONFLICT"
  | "BAD_REQUEST"
  | "INTERNAL";

export interface UserError {
  code: string;
  message: string;
  field?: readonly string[] | null;
}

interface Details {
  reason?: string | null;
  retryAfterSeconds?: number;
  userErrors?: readonly UserError[];
}

/** Why a request failed. `reason` is the API's, with UNAUTHENTICATED. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly reason: string | null;
  readonly retryAfterSeconds: number;
  readonly userErrors: readonly UserError[];

  constructor(code: ProblemCode, { reason, retryAfterSeconds, userErrors }: Details = {}) {
    super(code);
    this.code = code;
    this.reason = reason ?? null;
    this.retryAfterSeconds = retryAfterSeconds ?? 0;
    this.userErrors = userErrors ?? [];
  }
}

/** Converts anything thrown to a Problem. Other errors are bugs: logged, and INTERNAL. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  console.error(thrown);
  return new Problem("INTERNAL");
}

/** Returns a payload's result. Throws Problem: REFUSED with its `userErrors`, or INTERNAL without a result. */
export function unwrapPayload<T>(result: T | null | undefined, userErrors?: readonly UserError[]): T {
  if (userErrors?.length) throw new Problem("REFUSED", { userErrors });
  if (result === null || result === undefined) throw new Problem("INTERNAL");
  return result;
}
