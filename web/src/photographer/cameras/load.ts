/** Loads the screen of cameras with its texts. */
export async function loadCameras() {
  const [{ CamerasScreen }, { loadCameraStrings }] = await Promise.all([
    import("./cameras-screen"),
    import("./i18n/strings"),
  ]);
  await loadCameraStrings();
  return CamerasScreen;
}
