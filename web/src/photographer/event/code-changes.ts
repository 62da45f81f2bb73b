import type { EventPhoto } from "./documents";

export type PhotoCode = EventPhoto["accessors"][number];

/** Photos that are added to a code's list, or taken out of it, by this page. */
export interface CodeChange {
  photoIds: ReadonlySet<string>;
  code: PhotoCode;
  isAdded: boolean;
}

/** The photos as they are after the changes, in the same order. Photos without a change stay the same objects. */
export function withChanges(photos: readonly EventPhoto[], changes: readonly CodeChange[]): readonly EventPhoto[] {
  if (!changes.length) return photos;
  return photos.map(photo => changes.filter(({ photoIds }) => photoIds.has(photo.id)).reduce(apply, photo));
}

function apply(photo: EventPhoto, { code, isAdded }: CodeChange): EventPhoto {
  const others = photo.accessors.filter(({ accessCode }) => accessCode !== code.accessCode);
  const wasListed = others.length < photo.accessors.length;
  if (isAdded) return wasListed ? photo : { ...photo, ...counted(photo, 1), accessors: [...others, code] };
  return wasListed || isCut(photo) ? { ...photo, ...counted(photo, -1), accessors: others } : photo;
}

const counted = ({ accessorCount }: EventPhoto, step: number) => ({ accessorCount: Math.max(0, accessorCount + step) });

/** Whether the photo is in more codes than it names. */
export const isCut = ({ accessors, accessorCount }: EventPhoto) => accessorCount > accessors.length;
