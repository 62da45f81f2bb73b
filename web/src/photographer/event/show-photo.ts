const MAX_TRIES = 4;

/** Scrolls until the photo at `index` of the grid, or the last one, is in view. */
export async function showPhoto(index: number) {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    await new Promise(requestAnimationFrame);
    const grid = document.querySelector(".grid");
    const total = Number(grid?.querySelector("[aria-setsize]")?.getAttribute("aria-setsize") ?? 0);
    if (!grid || !total) continue;
    const place = Math.min(index, total - 1);
    const photo = grid.querySelector(`[data-index="${place}"] .tile-open`);
    if (photo) return photo.scrollIntoView({ block: "nearest" });
    // Photos far away are not in the document. Rows are about equally high.
    const { top, height } = grid.getBoundingClientRect();
    scrollBy({ top: top + (height * place) / total, behavior: "instant" });
  }
}
