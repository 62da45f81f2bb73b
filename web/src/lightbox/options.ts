import type PhotoSwipe from "photoswipe";
import type { Selection } from "../grid/selection";
import type { GridPhoto } from "../grid/tile";

export interface LightboxPhoto extends GridPhoto {
  contentType: string;
  preview: { url: string; width: number | null; height: number | null } | null;
  original: { url: string } | null;
  livePhotoVideo: { url: string } | null;
}

export interface LightboxOptions<Photo extends LightboxPhoto> {
  /** Returns the current photos: more may load, and URLs may change, while it is open. */
  photos: () => readonly Photo[];
  selection: Selection;
  onSave?: (photo: Photo) => void;
  /** Adds to the box before it opens. */
  extend?: (box: PhotoSwipe) => void;
  /** Gets fresh URLs for a photo. */
  renew: (photo: Photo) => Promise<void>;
}
