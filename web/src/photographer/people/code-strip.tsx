import { nameOf } from "../codes/format-code";
import type { EventPhoto } from "../event/documents";
import { strings } from "../i18n/strings";

const MAX_NAMES = 6;

/** The names of the people who have the photo. */
export function namesOn({ accessors, accessorCount }: EventPhoto): string {
  const names = accessors.slice(0, MAX_NAMES).map(nameOf);
  const more = accessorCount - names.length;
  return names.join(", ") + (more > 0 ? ` ${strings.andMore(more)}` : "");
}

/** On a tile: who has the photo, or how many people. All names appear with the pointer or the focus. */
export function CodeStrip({ photo }: { photo: EventPhoto }) {
  const { accessors, accessorCount } = photo;
  const [only] = accessors;
  if (!accessorCount) return null;
  return (
    <>
      <span class="tile-people" aria-hidden="true">
        {accessorCount === 1 && only ? nameOf(only) : accessorCount}
      </span>
      <span class="tile-names">{namesOn(photo)}</span>
    </>
  );
}
