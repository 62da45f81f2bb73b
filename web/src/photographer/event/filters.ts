import { strings } from "../i18n/strings";
import type { EventPhoto } from "./documents";
import type { PhotosState } from "./event-photos";

const FILTERS = ["all", "unassigned", "cards", "processing", "rejected"] as const;

/** A filter by name, or an access code: the photos that it lists. */
export type Filter = (typeof FILTERS)[number] | { accessCode: string };

/** Whether a person can be given the photo, and nobody has it yet. */
export const isUnassigned = ({ status, isCard, accessorCount }: EventPhoto) =>
  status !== "REJECTED" && !isCard && !accessorCount;

export const isUnfinished = ({ status }: EventPhoto) => status === "UPLOADING" || status === "PROCESSING";

function matches(photo: EventPhoto, filter: Filter): boolean {
  const { status, accessors, isCard } = photo;
  switch (filter) {
    case "all":
      return true;
    case "unassigned":
      return isUnassigned(photo);
    case "cards":
      return isCard;
    case "processing":
      return isUnfinished(photo);
    case "rejected":
      return status === "REJECTED";
    default:
      return accessors.some(({ accessCode }) => accessCode === filter.accessCode);
  }
}

/** The photos that match a filter, or are kept in view, in list order. */
export const filtered = (photos: readonly EventPhoto[], filter: Filter, kept: ReadonlySet<string> = new Set()) =>
  filter === "all" ? photos : photos.filter(photo => matches(photo, filter) || kept.has(photo.id));

/** The filters to offer. Filters without photos are left out, except `chosen`. */
export function choices({ photos, isComplete }: PhotosState, chosen: Filter) {
  return FILTERS.map(name => {
    return { name, text: strings.filters[name], count: isComplete ? filtered(photos, name).length : null };
  }).filter(({ name, count }) => name === "all" || name === chosen || count !== 0);
}
