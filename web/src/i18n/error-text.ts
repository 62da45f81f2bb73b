import type { Problem } from "../api/problem";
import { common } from "./common";
import { duration } from "./numbers";

/** The text for a problem. `userErrorTexts` are texts by code of `userErrors`. */
export function errorText(problem: Problem, userErrorTexts: Readonly<Record<string, string>> = {}): string {
  const { problems } = common;
  switch (problem.code) {
    case "OFFLINE":
      return problems.offline;
    case "REFUSED":
      return problem.userErrors.map(({ code, message }) => userErrorTexts[code] ?? message).join(" ");
    case "RATE_LIMITED":
      return problems.limited(duration(problem.retryAfterSeconds));
    case "CONFLICT":
      return problems.conflict;
    case "UNAUTHENTICATED":
      return problems.signInAgain;
    case "NOT_FOUND":
      return problems.gone;
    default:
      return problems.internal;
  }
}
