import { strings } from "../i18n/strings";
import type { EventPhoto } from "./documents";

/** Why a photo was rejected: our text if there is one, else the API's. */
export function rejectionOf({ rejection, rejectionCode }: EventPhoto): string | null {
  const known: Readonly<Record<string, string>> = strings.rejections;
  return known[rejectionCode ?? ""] ?? rejection;
}
