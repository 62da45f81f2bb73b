import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { Problem } from "../api/problem";
import { Downloads, prepareDownloads, save } from "../downloads/load";
import { Grid } from "../grid/grid";
import { Selection } from "../grid/selection";
import { common } from "../i18n/common";
import { loadLightbox, prepareLightbox } from "../lightbox/load";
import { keepOffline, restoreOffline } from "../offline/load";
import { useStore } from "../store";
import { showToast } from "../ui/toasts";
import { About } from "./about";
import type { Album } from "./album";
import { AlbumHeader } from "./album-header";
import type { AlbumPage, AlbumPhoto } from "./documents";
import { strings } from "./i18n/strings";
import { Notices } from "./notices";
import { reportAtFirstGesture } from "./opening-report";
import { endedAt } from "./saved-codes";
import { usePolling } from "./use-polling";

interface Properties {
  album: Album;
  /** The first page, if it came with the code. */
  first: AlbumPage | null;
  onEnded: (problem: Problem) => void;
  onAddCode: () => void;
  onForget: () => void;
}

export function AlbumScreen({ album, first, onEnded, onAddCode, onForget }: Properties) {
  const state = useStore(album.store);
  const selection = useMemo(() => new Selection(), []);
  const [menu, setMenu] = useState<Awaited<ReturnType<typeof loadMenu>> | null>(null);
  usePolling(album, first, onEnded);
  useLayoutEffect(() => reportAtFirstGesture(album), [album]);
  const [details] = state.details;
  const title = details?.eventName;
  useEffect(() => {
    if (details) document.title = `${details.eventName} · ${details.photographer}`;
  }, [details]);
  const isOffline = state.problem?.code === "OFFLINE";
  useEffect(() => {
    if (isOffline && !state.isComplete) void restore(album);
  }, [album, isOffline]);
  useEffect(() => selection.store.subscribe(() => album.allowNextPages()), [album]);

  const renew = (photo: AlbumPhoto) => album.renew(photo.id);
  const source = {
    title: title ?? "",
    renew: async (id: string) => {
      await album.renew(id);
      return album.photo(id);
    },
    grants: (ids: readonly string[]) => album.grants(ids),
    onSaved: (ids: readonly string[]) => void album.report(ids),
  };
  const download = async () => {
    if (isOffline) return showToast(common.problems.offline, { isProblem: true });
    const chosen = selection.ids.size
      ? state.photos.filter(({ id }) => selection.ids.has(id))
      : await album.allPhotos();
    await save(chosen, source);
  };
  const isEmpty = state.isComplete && !state.photos.length;
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    // The list of albums opens without a network too.
    if (isShown || isEmpty) void loadHome().then(() => keepOffline(album));
  }, [album, isShown || isEmpty]);
  const firstScreen = () => {
    setShown(true);
    album.allowNextPages();
    void prepareLightbox();
    void prepareDownloads();
    loadMenu().catch(() => undefined);
  };
  const open = async (index: number) =>
    (await loadLightbox()).openLightbox(index, {
      photos: () => album.store.value.photos,
      selection,
      renew,
      onSave: photo => void save([photo], source),
    });
  return (
    <div class="album">
      <AlbumHeader
        album={album}
        selection={selection}
        onDownload={download}
        onMenu={async () => setMenu(await loadMenu())}
      />
      <main>
        <About details={state.details} total={state.total} />
        <Notices state={state} onRetry={() => album.read()} />
        {state.photos.length ? (
          <Grid
            photos={state.photos}
            total={state.isComplete ? state.photos.length : (state.total ?? state.photos.length + 1)}
            selection={selection}
            readAll={() => album.allPhotos()}
            onOpen={open}
            onBroken={renew}
            onFirstScreen={firstScreen}
          />
        ) : isEmpty ? (
          <div class="empty">
            <p>{strings.empty}</p>
            <p class="quiet">{strings.emptyHint}</p>
          </div>
        ) : state.problem ? null : (
          <Skeleton />
        )}
      </main>
      <div class="panels">
        <Downloads />
      </div>
      {menu ? (
        <menu.Menu album={album} onClose={() => setMenu(null)} onAddCode={onAddCode} onForget={onForget} />
      ) : null}
    </div>
  );
}

/** Without a network: shows what this device has kept, until the event's end. */
async function restore(album: Album) {
  const kept = await restoreOffline(album.publicUrl);
  if (kept === "over" || endedAt(album.publicUrl)) album.end();
  else if (kept) album.restore(kept);
}

/** Loaded after the first photos. */
const loadMenu = () => import("./menu");
const loadHome = () => import("./home-screen").catch(() => undefined);

/** Grey boxes while photos are loading. */
function Skeleton() {
  return (
    <div class="skeleton" role="img" aria-label={strings.loading}>
      {Array.from({ length: 12 }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
