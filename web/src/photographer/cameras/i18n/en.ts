import { plural } from "../../../i18n/numbers";

export default {
  title: "Cameras and clocks",
  intro: "Photos from all cameras share one order. If a clock is wrong, its photos end up in the wrong place.",
  reading: "Reading the cameras…",
  noCameras: "No cameras yet",
  noCamerasHint: "Cameras appear here as soon as photos with their name and time are ready.",
  unknownCamera: "Unknown camera",
  serial: (serial: string) => `Serial number ${serial}`,
  untimed: (photos: number) =>
    plural(photos, "# photo has no capture time and comes last.", "# photos have no capture time and come last."),
  withoutCamera: (photos: number) =>
    plural(
      photos,
      "# photo doesn't name its camera, so its clock can't be set.",
      "# photos don't name their cameras, so their clocks can't be set.",
    ),
  right: "Not corrected",
  slow: (time: string) => `${time} slow`,
  fast: (time: string) => `${time} fast`,
  proposed: (offset: string) => `Suggested: ${offset}`,
  proposedRight: "Suggested: no correction",
  reasons: {
    GPS: (photos: number) =>
      plural(photos, "The GPS time of # photo says so.", "The GPS times of # photos agree on it."),
    COMMON_CARD: (cards: number) =>
      plural(cards, "# card was shot by another camera too.", "# cards were shot by another camera too."),
    BURSTS: (bursts: number) =>
      plural(
        bursts,
        "# series began together with one of another camera.",
        "# series began together with those of another camera.",
      ),
  },
  spread: (time: string) => `They are up to ${time} apart.`,
  apply: "Apply",
  applyTo: (offset: string, camera: string) => `Apply ${offset} to ${camera}`,
  applied: (camera: string, offset: string) => `${camera}: ${offset}`,
  zoneSaved: (zone: string) => `Time zone: ${zone}`,
  byHand: "Set by hand",
  offset: "Add to the clock",
  offsetHint: "Hours:minutes:seconds. With a minus if the clock is fast.",
  offsetInvalid: "Enter hours:minutes:seconds, such as 0:00:37 or -1:00:00.",
  remove: "Remove correction",
  sameMoment: "Compare two photos",
  comparing: (camera: string) => `Set the clock of ${camera}`,
  comparingHint: "Choose two photos of the same moment, one from each camera.",
  otherCamera: "Its clock is right",
  thisCamera: "Its clock will be set",
  photosOf: (camera: string) => `Photos from ${camera}`,
  notChosen: "Choose a photo",
  isResult: (camera: string, offset: string) => `${camera}: ${offset}`,
  isSame: "Both show the same time.",
  more: "More photos",
};
