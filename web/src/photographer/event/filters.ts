import { strings } from "../i18n/strings";
import type { PhotosState } from "./event-photos";

const FILTERS = ["all", "unassigned", "processing", "rejected"] as const;
export type Filter = (typeof FILTERS)[number];

/** The photos that a filter lets through, in their order. */
export function filtered({ photos, unassigned }: PhotosState, filter: Filter) {
  switch (filter) {
    case "all":
      return photos;
    case "unassigned":
      // What was rejected is for nobody.
      return photos.filter(({ id, status }) => status !== "REJECTED" && unassigned?.has(id));
    case "processing":
      return photos.filter(({ status }) => status === "UPLOADING" || status === "PROCESSING");
    case "rejected":
      return photos.filter(({ status }) => status === "REJECTED");
  }
}

/** What can be chosen: no filter that nothing goes through, unless it is `chosen`. */
export function choices(state: PhotosState, chosen: Filter) {
  return FILTERS.map(name => {
    const isKnown = state.isComplete && (name !== "unassigned" || state.unassigned !== null);
    return { name, text: strings.filters[name], count: isKnown ? filtered(state, name).length : null };
  }).filter(({ name, count }) => name === "all" || name === chosen || count !== 0);
}
