import { count, plural } from "../../i18n/numbers";

export default {
  save: (photos: number) => plural(photos, "Save # photo", "Save # photos"),
  size: "Size",
  fullSize: "Full size",
  forSharing: "For sharing (2048 px)",
  livePhotos: "Live Photos",
  livePhoto: "Photo",
  livePhotoAndVideo: "Photo and video",
  videosStay: (videos: number) => plural(videos, "# video stays at full size.", "# videos stay at full size."),
  heic: (photos: number) =>
    plural(
      photos,
      "# photo is HEIC, which not every app can open. “For sharing” is JPEG.",
      "# photos are HEIC, which not every app can open. “For sharing” is JPEG.",
    ),
  withoutOriginal: (photos: number) =>
    plural(
      photos,
      "# file can't be saved: its location can't be removed.",
      "# files can't be saved: their locations can't be removed.",
    ),
  download: (files: number) => plural(files, "Download", "Download # files"),
  downloadZip: "Download as a ZIP",
  toPhotos: (from: number, to: number, files: number) => {
    if (files === 1) return "Save to Photos";
    const batch = from === 1 && to === files ? count(files) : `${count(from)}–${count(to)} of ${count(files)}`;
    return `Save ${batch} to Photos`;
  },
  loading: "Loading…",
  tapSave: (photos: number) =>
    plural(photos, "In the sheet that opens, tap “Save Image”.", "In the sheet that opens, tap “Save # Images”."),
  downloadLarge: (size: string) => `Download the video (${size})`,
  tooLarge: "This video is too large for the share sheet. You will find it in Files.",
  started: (files: number) =>
    plural(files, "# download started.", "# downloads started. Allow them if your browser asks."),
  cantSave: (app: string) => `${app}'s browser can't save photos.`,
  menuAtTop: (browser: string) => `Tap ⋯ at the top right, then “Open in ${browser}” or “Open in browser”.`,
  menuAtBottom: (browser: string) => `Tap ⋮ at the bottom right, then “Open in ${browser}” or “Open in browser”.`,
  copyLink: "Copy link",
  copied: "Link copied",
  saving: (photos: number) => plural(photos, "Saving # photo", "Saving # photos"),
  keepOpen: "Keep this page open.",
  preparing: (photos: number) => plural(photos, "Preparing # photo", "Preparing # photos"),
  mayLeave: "You can leave this page. Start the same download again later to pick it up.",
  handed: (size: string) => `The ZIP (${size}) is ready and downloading.`,
  saveAgain: "Download again",
  saved: (photos: number) => plural(photos, "# photo saved", "# photos saved"),
  broken: "The download was interrupted.",
};
