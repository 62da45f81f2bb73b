import type { Change, Name, SortedPhoto, SortedSeries } from "./documents";

/** Whose a series is. */
export type Owner = { codes: readonly string[] } | "everybody" | "nobody";

export const ownedBy = (names: readonly Name[]): Owner => ({ codes: names.map(({ accessCode }) => accessCode) });

/** A series of this owner begins with the photo. `isCard`: it shows a card that was not noticed, so hide it. */
export const startAt = (photoId: string, owner: Owner, { isCard = false } = {}): Change => ({
  startSeries: {
    photoId,
    accessCodes: typeof owner === "string" ? [] : [...owner.codes],
    everybody: owner === "everybody",
    nobody: owner === "nobody",
    isCard,
  },
});

/** Exactly these codes, whatever the series. Without codes: nobody's. */
export const assignTo = (photoIds: readonly string[], owner: Owner): Change => ({
  assign: {
    photoIds: [...photoIds],
    accessCodes: typeof owner === "string" ? [] : [...owner.codes],
    everybody: owner === "everybody",
  },
});

/** A card that begins nothing any more stays hidden. */
const silence = ({ id }: SortedPhoto): Change[] => [{ noStart: { photoId: id } }, assignTo([id], "nobody")];

/** The whole series is another's, whatever its cards say. */
export function rename({ cards, firstPhotos }: SortedSeries, owner: Owner): Change[] {
  const [anchor, ...others] = cards.length ? cards : firstPhotos.slice(0, 1);
  return anchor ? [startAt(anchor.id, owner), ...others.flatMap(silence)] : [];
}

/** The series belongs to the one before it. */
export function joinBefore({ cards, firstPhotos }: SortedSeries): Change[] {
  if (cards.length) return cards.flatMap(silence);
  return firstPhotos.slice(0, 1).map(({ id }) => ({ noStart: { photoId: id } }));
}

/** The photos of a series with its cards, in order of time; those without a time come last. */
export function inOrder(cards: readonly SortedPhoto[], photos: readonly SortedPhoto[]): SortedPhoto[] {
  const time = ({ takenAt }: SortedPhoto) => (takenAt ? Date.parse(takenAt) : Number.POSITIVE_INFINITY);
  return [...cards, ...photos].sort((one, other) => time(one) - time(other) || 0);
}

/** Seconds between two photos, or null if one of them has no time. */
export const secondsBetween = (one: SortedPhoto | undefined, other: SortedPhoto): number | null =>
  one?.takenAt && other.takenAt ? Math.max(0, (Date.parse(other.takenAt) - Date.parse(one.takenAt)) / 1000) : null;
