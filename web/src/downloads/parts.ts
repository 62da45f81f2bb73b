/** What is loaded after the first photos. */
export { DownloadPanel } from "./download-panel";
export { loadDownloadStrings } from "./i18n/strings";
export { SaveDialog, save } from "./save-dialog";
