import { plural } from "../../../i18n/numbers";

export default {
  title: "Cameras and clocks",
  intro: "Photos of all cameras stand in one order. A clock that is wrong puts its photos among others.",
  reading: "Reading the cameras…",
  noCameras: "No cameras yet",
  noCamerasHint: "Cameras appear here as soon as photos with their name and time are ready.",
  unknownCamera: "Unknown camera",
  serial: (serial: string) => `Serial number ${serial}`,
  untimed: (photos: number) =>
    plural(photos, "# photo tells no time and comes last.", "# photos tell no time and come last."),
  withoutCamera: (photos: number) =>
    plural(
      photos,
      "# photo names no camera, so its clock can't be set.",
      "# photos name no camera, so their clocks can't be set.",
    ),
  right: "Not corrected",
  slow: (time: string) => `${time} slow`,
  fast: (time: string) => `${time} fast`,
  proposed: (offset: string) => `Proposal: ${offset}`,
  proposedRight: "Proposal: no correction",
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
  remove: "Take back",
  sameMoment: "Compare two photos",
  comparing: (camera: string) => `Set the clock of ${camera}`,
  comparingHint: "Choose two photos of the same moment, one of each camera.",
  otherCamera: "Its clock is right",
  thisCamera: "Its clock is set",
  photosOf: (camera: string) => `Photos of ${camera}`,
  notChosen: "Choose a photo",
  isResult: (camera: string, offset: string) => `${camera}: ${offset}`,
  isSame: "Both show the same time.",
  more: "More photos",
};
