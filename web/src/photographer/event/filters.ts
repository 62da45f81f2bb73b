import { strings } from "../i18n/strings";
import type { PhotosState } from "./event-photos";

const FILTERS = ["all", "unassigned", "processing", "rejected"] as const;
export type Filter = (typeof FILTERS)[number];

/** The photos that match a filter, in list order. */
export function filtered({ photos, unassigned }: PhotosState, filter: Filter) {
  switch (filter) {
    case "all":
      return photos;
    case "unassigned":
      // A rejected photo can't be assigned.
      return photos.filter(({ id, status }) => status !== "REJECTED" && unassigned?.has(id));
    case "processing":
      return photos.filter(({ status }) => status === "UPLOADING" || status === "PROCESSING");
    case "rejected":
      return photos.filter(({ status }) => status === "REJECTED");
  }
}

/** The filters to offer. Filters without photos are left out, except `chosen`. */
export function choices(state: PhotosState, chosen: Filter) {
  return FILTERS.map(name => {
    const isKnown = state.isComplete && (name !== "unassigned" || state.unassigned !== null);
    return { name, text: strings.filters[name], count: isKnown ? filtered(state, name).length : null };
  }).filter(({ name, count }) => name === "all" || name === chosen || count !== 0);
}
