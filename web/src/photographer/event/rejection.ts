import { strings } from "../i18n/strings";
import type { EventPhoto } from "./documents";

/** Why a photo was rejected: in our words, or in the API's where we have none for it. */
export function rejectionOf({ rejection, rejectionCode }: EventPhoto): string | null {
  const known: Readonly<Record<string, string>> = strings.rejections;
  return known[rejectionCode ?? ""] ?? rejection;
}
