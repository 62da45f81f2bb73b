import { locale } from "../../i18n/language";
import { namesStrings } from "../i18n/names";
import type { Accessor } from "./documents";
import { byGroup } from "./names-list";
import { toTable } from "./table";

const BYTE_ORDER_MARK = "\ufeff";

/** Saves the codes as a CSV file that Excel opens with a double click. */
export function exportCodes(eventName: string, accessors: readonly Accessor[]) {
  const csv = toCsv(accessors, separatorOf(locale));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv;charset=utf-8" }));
  link.download = `${eventName}.csv`;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Excel expects a semicolon where the comma is in numbers. */
export const separatorOf = (language: string) => ((1.5).toLocaleString(language).includes(",") ? ";" : ",");

export function toCsv(accessors: readonly Accessor[], separator: string): string {
  const rows = [...accessors].sort(byGroup).map(rowOf);
  return `${BYTE_ORDER_MARK}${toTable([namesStrings.csv, ...rows], separator)}\r\n`;
}

const rowOf = (accessor: Accessor) => [
  accessor.label ?? "",
  accessor.group ?? "",
  accessor.email ?? "",
  accessor.accessCode,
  accessor.url,
  accessor.allPhotos ? namesStrings.all : `${accessor.photoCount}`,
  `${accessor.openCount}`,
  accessor.lastOpenedAt ? minute(accessor.lastOpenedAt) : "",
  `${accessor.downloadCount}`,
];

/** `2026-11-30 19:47` in local time: every spreadsheet reads it as a time. */
const minute = (instant: string) =>
  new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" }).format(new Date(instant));
