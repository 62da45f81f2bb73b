import { plural } from "./numbers";

export default {
  close: "Close",
  cancel: "Cancel",
  download: "Download",
  retry: "Try again",
  select: "Select",
  photos: (count: number) => plural(count, "# photo", "# photos"),
  selected: (count: number) => plural(count, "# selected", "# selected"),
  openPhoto: (name: string) => `Open ${name}`,
  selectPhoto: (name: string) => `Select ${name}`,
  brokenPhoto: (name: string) => `Load ${name} again`,
  photoGrid: "Photos",
  gridKeys: "Arrow keys move, Enter opens, Space selects, Shift with an arrow key selects several.",
  deletedIn: (time: string) => `Deleted in ${time}`,
  deletedOn: (instant: string) => `All photos are deleted on ${instant}.`,
  language: "Language",
  problems: {
    offline: "There is no connection. Check your network.",
    limited: (time: string) => `Too many attempts. Try again in ${time}.`,
    internal: "Something went wrong on our side. Try again in a moment.",
    signInAgain: "Your session has ended. Sign in again.",
    gone: "This is no longer there.",
  },
};
