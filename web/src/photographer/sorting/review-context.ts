import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Name, SortingEvent } from "./documents";
import type { Sorting } from "./sorting";

export interface KnownNames {
  all: readonly Name[];
  /** Codes of names that no photo shows. */
  unseen: ReadonlySet<string>;
}

/** What every part of the review needs. */
interface Review {
  sorting: Sorting;
  event: SortingEvent;
  names: KnownNames;
}

export const ReviewContext = createContext<Review | null>(null);

export function useReview(): Review {
  const review = useContext(ReviewContext);
  if (!review) throw new Error("There is no event to review.");
  return review;
}
