import { useState } from "preact/hooks";
import type { SortedPhoto } from "./documents";
import { useReview } from "./review-context";

interface Properties {
  photo: SortedPhoto;
  /** A larger picture than the thumbnail. */
  url?: string | undefined;
  /** Text for screen readers. Empty inside a control that says what it shows. */
  text?: string;
}

/** A photo's thumbnail, whole, loaded when it comes near the screen. */
export function Thumb({ photo, url = photo.thumbnail?.url, text = "" }: Properties) {
  const { sorting } = useReview();
  const [failed, setFailed] = useState("");
  const fail = () => {
    setFailed(url ?? "");
    void sorting.renew();
  };
  return (
    <span class="thumb" data-card={photo.isCard || undefined}>
      {url && url !== failed ? (
        <img key={url} src={url} alt={text} loading="lazy" decoding="async" draggable={false} onError={fail} />
      ) : null}
    </span>
  );
}

/** Several thumbnails in a row. */
export const Thumbs = ({ photos }: { photos: readonly SortedPhoto[] }) => (
  <>
    {photos.map(photo => (
      <Thumb key={photo.id} photo={photo} />
    ))}
  </>
);
