import type { Selection } from "../../grid/selection";
import type { People } from "../people/people";
import type { EventPhoto } from "./documents";
import type { EventPhotos } from "./event-photos";
import type { Filter } from "./filters";

/** What every part of the desk needs: the photos of an event, what is shown and selected of them, and the people. */
export interface Desk {
  photos: EventPhotos;
  people: People;
  selection: Selection;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  /** The photos that match the filter. */
  shown: readonly EventPhoto[];
  /** Whether the list of people is beside the photos. */
  hasPeople: boolean;
  readAll: () => Promise<readonly EventPhoto[]>;
}
