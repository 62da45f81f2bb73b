/** Loads the screen of the review with its texts. */
export async function loadSorting() {
  const [{ SortingScreen }, { loadSortingStrings }] = await Promise.all([
    import("./sorting-screen"),
    import("./i18n/strings"),
  ]);
  await loadSortingStrings();
  return SortingScreen;
}
