/** Loaded after the first photos. */
export const loadLightbox = () => import("./lightbox");

/** Loads it ahead of its first use. */
export const prepareLightbox = () => loadLightbox().catch(() => undefined);
