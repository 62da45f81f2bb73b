import { words } from "../i18n/words";
import type { EventPhoto } from "./documents";

/** Why a photo was rejected: in our words, or in the API's where we have none for it. */
export function rejectionOf({ rejection, rejectionCode }: EventPhoto): string | null {
  const known: Readonly<Record<string, string>> = words.rejections;
  return known[rejectionCode ?? ""] ?? rejection;
}
