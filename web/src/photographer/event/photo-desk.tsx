import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Grid } from "../../grid/grid";
import { useStore } from "../../store";
import type { ListedAccessor } from "../codes/documents";
import { CodeStrip } from "../people/code-strip";
import { allowDrag, beginDrag } from "../people/drag-photos";
import { PeoplePanel } from "../people/people-panel";
import { Badge } from "./badge";
import type { Desk } from "./desk";
import { deskView } from "./desk-view";
import type { EventPhoto } from "./documents";
import { type Filter, filtered, isUnassigned } from "./filters";
import { showPhoto } from "./show-photo";

interface Properties extends Desk {
  onOpen: (index: number) => void;
  /** Above the photos. */
  tools: ComponentChildren;
  /** Instead of photos, if there are none. */
  empty: ComponentChildren;
}

/** The photos of an event, and beside them the people who get them. */
export function PhotoDesk({ photos, people, selection, filter, onFilter, shown, hasPeople, ...rest }: Properties) {
  const { event, photos: all, isComplete } = useStore(photos.store);
  const { tileSize, hasFilenames, isSelectingRuns } = useStore(deskView);
  const isInRuns = hasPeople && isSelectingRuns;
  useEffect(() => {
    selection.startOfRun = index => (hasPeople ? startOfRun(all, shown, index) : index);
  }, [all, shown, hasPeople]);
  useEffect(() => {
    selection.isSelectingRuns = isInRuns;
    if (isInRuns) selection.begin();
  }, [isInRuns]);
  const given = (ids: ReadonlySet<string>) => {
    const next = nextUnassigned(all, ids);
    selection.clear();
    if (isInRuns) selection.begin();
    const place = () => filtered(photos.store.value.photos, filter).findIndex(({ id }) => id === next);
    if (next) void showPhoto(place, { isFirst: true });
  };
  const give = (person: ListedAccessor, photoIds: readonly string[]) => {
    void people.give(person, photoIds);
    given(new Set(photoIds));
  };
  const add = (name: string) => {
    const { ids } = selection;
    void people.add(name, [...ids]);
    given(ids);
  };
  const show = ({ accessCode }: ListedAccessor) => onFilter(isOf(filter, accessCode) ? "all" : { accessCode });
  const press = (pressed: KeyboardEvent) => {
    const person = people.ofKey(pressed);
    if (person && selection.ids.size) give(person, [...selection.ids]);
  };
  const drag = (dragged: DragEvent) => {
    const index = Number((dragged.target as HTMLElement).dataset.index);
    const id = shown[index]?.id;
    if (id !== undefined) beginDrag(dragged, selection.ids.has(id) ? [...selection.ids] : [id]);
  };
  return (
    <div class="desk" data-people={hasPeople || undefined}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys and drags come from the photos in it. */}
      <div
        class="desk-photos"
        data-filenames={hasFilenames || undefined}
        onKeyDown={press}
        onPointerDown={hasPeople ? allowDrag : undefined}
        onDragStart={drag}
      >
        {rest.tools}
        {shown.length || !isComplete ? (
          <Grid
            photos={shown}
            total={isComplete || filter !== "all" ? shown.length : Math.max(event?.photoCount ?? 0, shown.length)}
            selection={selection}
            tileSize={tileSize}
            readAll={rest.readAll}
            onOpen={rest.onOpen}
            onBroken={() => void photos.renew()}
            badge={photo => (
              <>
                <Badge photo={photo} stripLocation={event?.stripLocation ?? false} />
                {hasFilenames ? <span class="tile-filename">{photo.filename}</span> : null}
                <CodeStrip photo={photo} />
              </>
            )}
          />
        ) : (
          rest.empty
        )}
      </div>
      {hasPeople ? (
        <PeoplePanel
          people={people}
          selection={selection}
          shownCode={typeof filter === "string" ? null : filter.accessCode}
          onGive={give}
          onAdd={add}
          onShow={show}
        />
      ) : null}
    </div>
  );
}

const isOf = (filter: Filter, code: string) => typeof filter !== "string" && filter.accessCode === code;

/**
 * The index in `shown` of the first photo of a run: all photos up to the one at `index` that nobody has, back to the
 * last one that somebody has. Photos that were left out before that are not part of it.
 */
function startOfRun(all: readonly EventPhoto[], shown: readonly EventPhoto[], index: number): number {
  const listed = new Map(shown.map(({ id }, place) => [id, place]));
  let first = index;
  for (let place = all.findIndex(({ id }) => id === shown[index]?.id) - 1; place >= 0; place--) {
    const photo = all[place];
    if (!photo || !isUnassigned(photo)) break;
    first = listed.get(photo.id) ?? first;
  }
  return Math.min(first, index);
}

/** The id of the first photo behind the given ones that nobody has, or else of the first one at all. */
function nextUnassigned(all: readonly EventPhoto[], given: ReadonlySet<string>): string | undefined {
  const last = all.findLastIndex(({ id }) => given.has(id));
  const isLeft = (photo: EventPhoto) => isUnassigned(photo) && !given.has(photo.id);
  return (all.find((photo, place) => place > last && isLeft(photo)) ?? all.find(isLeft))?.id;
}
