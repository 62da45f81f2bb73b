const MAX_TRIES = 4;

interface Options {
  /** Whether the photos that follow shall be in view, too. */
  isFirst?: boolean;
}

/** Scrolls until the photo at an index of the grid, or the last one, is in view. The index is asked for when drawn. */
export async function showPhoto(placeOf: () => number, { isFirst = false }: Options = {}) {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    await new Promise(requestAnimationFrame);
    const grid = document.querySelector(".grid");
    const total = Number(grid?.querySelector("[aria-setsize]")?.getAttribute("aria-setsize") ?? 0);
    const index = placeOf();
    if (!grid || !total || index < 0) continue;
    const place = Math.min(index, total - 1);
    const photo = grid.querySelector(`[data-index="${place}"] .tile-open`);
    if (photo) return photo.scrollIntoView({ block: isFirst && isLow(photo) ? "start" : "nearest" });
    // Photos far away are not in the document. Rows are about equally high.
    const { top, height } = grid.getBoundingClientRect();
    scrollBy({ top: top + (height * place) / total, behavior: "instant" });
  }
}

const isLow = (photo: Element) => photo.getBoundingClientRect().top > innerHeight / 4;
