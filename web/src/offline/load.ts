import type { Album } from "../viewer/album";

/** Loaded after the first photos, or when there is no network. */
const load = () => import("./keep");

/** Keeps this album, and the page that lists all. Devices that can't keep anything open albums with a network only. */
export const keepOffline = (album: Album) =>
  load()
    .then(({ keepAlbum }) => keepAlbum(album))
    .catch(() => undefined);

/** Keeps the page that lists all albums. */
export const keepHomeOffline = () =>
  load()
    .then(({ keepHome }) => keepHome())
    .catch(() => undefined);

/** What was kept of this album. */
export const restoreOffline = (publicUrl: string) =>
  load()
    .then(({ restore }) => restore(publicUrl))
    .catch(() => null);

export const forgetOffline = (publicUrl?: string) =>
  load()
    .then(({ forget, forgetAll }) => (publicUrl === undefined ? forgetAll() : forget(publicUrl)))
    .catch(() => undefined);
