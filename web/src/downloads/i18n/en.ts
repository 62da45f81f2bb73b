import { plural } from "../../i18n/numbers";

export default {
  saving: (photos: number) => plural(photos, "Saving # photo", "Saving # photos"),
  keepOpen: "Keep this page open.",
  preparing: (photos: number) => plural(photos, "Preparing # photo", "Preparing # photos"),
  mayLeave: "You can leave this page. Start the same download again later to pick it up.",
  handed: (size: string) => `The ZIP (${size}) is ready and downloading.`,
  saveAgain: "Download again",
  ready: (photos: number) => plural(photos, "# photo is ready", "# photos are ready"),
  saveOnDevice: "Save on this device",
  saved: (photos: number) => plural(photos, "# photo saved", "# photos saved"),
  broken: "The download was interrupted.",
};
