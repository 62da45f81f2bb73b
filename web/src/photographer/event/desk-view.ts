import { createStore } from "../../store";

/** How the photographer likes to see an event's photos, on this device. */
export interface DeskView {
  /** The height of tiles, as a multiple of the usual one. */
  tileSize: number;
  hasFilenames: boolean;
  /** Whether the list of people is beside the photos. Null: on wide screens. */
  hasPeople: boolean | null;
  /** Whether a press selects all photos since the last one that somebody has. */
  isSelectingRuns: boolean;
}

export const [MIN_TILE_SIZE, MAX_TILE_SIZE] = [0.4, 2];

const NAME = "imgsh.desk";
const USUAL: DeskView = { tileSize: 1, hasFilenames: false, hasPeople: null, isSelectingRuns: false };

export const deskView = createStore<DeskView>({ ...USUAL, ...saved() });

/** Changes the view, and remembers it. */
export function changeView(change: Partial<DeskView>) {
  deskView.set({ ...deskView.value, ...change });
  try {
    localStorage.setItem(NAME, JSON.stringify(deskView.value));
  } catch {} // storage is forbidden or full: remembered until the page is closed
}

/** What was remembered, without what is not valid any more. */
function saved(): Partial<DeskView> {
  try {
    const { tileSize, hasFilenames, hasPeople, isSelectingRuns } = JSON.parse(localStorage.getItem(NAME) ?? "{}");
    const size = Number(tileSize);
    return {
      ...(size >= MIN_TILE_SIZE && size <= MAX_TILE_SIZE && { tileSize: size }),
      hasFilenames: hasFilenames === true,
      hasPeople: typeof hasPeople === "boolean" ? hasPeople : null,
      isSelectingRuns: isSelectingRuns === true,
    };
  } catch {
    return {};
  }
}
