import { common } from "../i18n/common";
import type { AlbumDetails } from "./documents";
import { strings } from "./i18n/strings";

/** Labels, photo count and photographer. */
export function About({ details, total }: { details: readonly AlbumDetails[]; total: number | null }) {
  const labels = details.flatMap(({ label }) => label || []).join(", ");
  const [first] = details;
  return (
    <p class="about">
      {labels ? <strong>{labels}</strong> : null}
      {total ? <span>{common.photos(total)}</span> : null}
      {first ? <span>{strings.byPhotographer(first.photographer)}</span> : null}
    </p>
  );
}
