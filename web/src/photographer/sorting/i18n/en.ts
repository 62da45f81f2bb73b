import { count, plural } from "../../../i18n/numbers";

/** What a question's words speak of. All are ready to be shown. */
export interface Asked {
  /** Whose series it is. */
  name: string;
  /** Whose it might be. */
  other: string;
  camera: string;
  gap: string;
  photos: string;
}

type Ask = (asked: Asked) => string;

export default {
  howTitle: "Sort by cards",
  howIntro:
    "Every guest gets a card with a QR code. Photograph it before you photograph its owner: imgsh does the rest.",
  howSteps: [
    ["Print the cards", "Paste your list of names. Each name gets a code and a card."],
    [
      "Shoot the card, then the person",
      "One sharp photo of the card first, then as many as you like. The next card begins the next person.",
    ],
    [
      "Upload, check, publish",
      "The photos are sorted here. You answer what is unclear, and publish to everybody at once.",
    ],
  ] as [string, string][],
  printCards: "Print cards",
  howTips: [
    "Fill at least a third of the frame's height with the card, and hold it still.",
    "Don't delete photos of cards before you upload.",
    "Several cameras? Let each of them shoot one card at the same moment first: that sets their clocks.",
    "Photos of cards are never shown to guests.",
  ],

  views: "Steps",
  questions: "Questions",
  series: "All series",
  lastLook: "Last look",
  waiting: (prepared: number, total: number) =>
    `${count(prepared)} of ${count(total)} photos prepared. Publishing waits for the others: one of them may be a card.`,

  noQuestions: "No open questions",
  noQuestionsHint: "Take a last look at the first and last photo of each series, then publish.",
  startLastLook: "Last look",
  questionsLeft: (questions: number) => plural(questions, "# question left", "# questions left"),
  rowsHint: "Change only what is wrong.",
  rowsKeys: "Keys 1 to 8 change a row, Enter confirms the rest.",
  restIsRight: "The rest is right",
  allRight: "Everything is right",
  right: "Right",
  yes: "Yes",
  no: "No",
  wrong: "Not right",
  wrongAbout: (row: number, question: string) => `${row}: not right. ${question}`,
  lookCloser: "Look closer",
  lookCloserAt: (name: string) => `Look closer at ${name}`,
  corrected: (owner: string) => `From here: ${owner}`,
  joined: "Joined",
  ask: {
    CARDS_LAST: () => "It looks as if you shot the card after each person. Sort that way?",
    TWO_SEQUENCES: ({ camera }) => `${camera} seems to be two cameras, or its clock was changed. Right?`,
    NO_CARDS: ({ camera, photos }) => `${camera} shot no cards. Sorted by time: ${photos}. Use that?`,
    NO_TIME: ({ photos }) => `${photos} without a capture time: for nobody?`,
    NO_CAMERA: ({ photos }) => `${photos} without a camera: for nobody?`,
    UNREAD_CARD: () => "A card that could not be read. Whose is it?",
    MISSED_CARD: ({ gap, name }) => `A pause of ${gap}, as between two guests. Still ${name}?`,
    OTHER_CAMERA: ({ other, name }) => `Another camera shot ${other}’s card here. Still ${name}?`,
    SEEN_TWICE: ({ name }) => `${name}’s card was seen twice. Is it ${name} both times?`,
    FAMILY: ({ name }) => `Cards in a row: ${name}. Photos for all of them?`,
    HASTY_CARD: ({ name }) => `This card came without a pause. Did ${name}’s turn begin?`,
    SAME_CARD_AGAIN: ({ name }) => `${name}’s card came again. Still ${name}?`,
    ONLY_CARDS: ({ name }) => `Cards without a photo: ${name}. Right?`,
    SAME_INSTANT: ({ name }) => `Card and photo have the same time. Do ${name}’s photos begin here?`,
    BEFORE_FIRST_CARD: ({ photos }) => `${photos} before the first card: for nobody?`,
  } as Record<string, Ask>,
  askUnknown: "Is this right?",
  pause: (gap: string) => `Pause of ${gap}`,

  whose: "Whose is it?",
  whoseFromHere: "Who begins here?",
  whoseSeries: "Whose series is it?",
  moveTo: "Move to",
  findName: "Type a name",
  noName: "No name matches.",
  enterChooses: (name: string) => `Enter: ${name}`,
  neverSeen: "no photos yet",
  suggested: "suggested",
  present: "now",
  addName: (name: string) => `Several people: ${name}`,
  enterAdds: (name: string) => `Enter adds ${name}`,
  shiftEnterAdds: "Shift and Enter: several people",
  giveTo: (names: string) => `Give to ${names}`,
  nobody: "Nobody",
  everybody: "Everybody",
  noCard: "This is not a card",
  stillBefore: "No: it goes on as before",
  firstIsCard: "The first photo is a missed card: hide it",
  skipCard: "Nobody: skip its photos",

  unreadCard: "Unread card",
  beforeFirstCard: "Before the first card",
  noCards: "No cards",
  forNobody: "For nobody",
  forEverybody: "For everybody",
  states: { UNPUBLISHED: "", PUBLISHED: "Published", CHANGED: "Changed since it was published" },
  unknownCamera: "Unknown camera",
  seriesKeys: "Arrow keys move, Enter opens, M joins with the series before, N is for nobody, letters change the name.",
  seriesList: "Series in order of time",
  changeName: "Change name",
  joinBefore: "Join with the one before",
  giveToNobody: "For nobody",
  splitHere: "A series begins here",
  splitAt: (gap: string, name: string) => `${gap}. Begin a series with ${name}`,
  isCard: "This is a card",
  movePhotos: "Move to a name",
  tapGap: "Press a gap to split. Press photos to move them.",
  detailKeys:
    "S splits before the chosen photo, C marks it as a card, N is for nobody, / moves it to a name, Z undoes.",
  selected: (photos: number) => plural(photos, "# photo chosen", "# photos chosen"),
  select: (name: string) => `Choose ${name}`,
  cardPhoto: (name: string) => `Card ${name}`,

  lookTitle: "First and last photo of each series",
  lookHint: "Press a series if both don't show the same person.",
  looksLeft: (series: number) => plural(series, "# series left", "# series left"),
  nextPage: "All right, next",
  lookDone: "All right, done",
  allLooked: "You have looked at everything",
  allLookedHint: "Guests see their photos as soon as you publish. What arrives later is shown here again.",
  lookAgain: "Look at everything again",
  ownerIsWrong: (owner: string) => `Look closer at ${owner}`,

  publish: (people: number) => plural(people, "Publish to # person", "Publish to # people"),
  publishChanges: "Publish changes",
  toEverybody: (photos: number) => plural(photos, "# photo to everybody", "# photos to everybody"),
  publishOne: "Publish this series",
  allPublished: "Everything is published",
  publishTitle: "Publish with open questions?",
  publishOpen: (questions: number) =>
    plural(
      questions,
      "# question is open. Its photos are published as proposed.",
      "# questions are open. Their photos are published as proposed.",
    ),
  publishAnyway: "Publish anyway",
  publishUnlooked: "Publish without a last look",
  publishUnlookedTitle: "Publish without a last look?",
  unlookedRisk: (series: number) =>
    plural(
      series,
      "Nobody has looked at # series. If somebody came without a card, a stranger may get their photos, and no question asks about that.",
      "Nobody has looked at # series. If somebody came without a card, a stranger may get their photos, and no question asks about that.",
    ),
  published: (photos: number, people: number) =>
    `${plural(photos, "# photo", "# photos")} published to ${plural(people, "# person", "# people")}.`,
  publications: "Published",
  publicationOf: (instant: string, people: number, photos: number) =>
    `${instant}: ${plural(photos, "# photo", "# photos")} to ${plural(people, "# person", "# people")}`,
  openedSince: (guests: number) =>
    plural(guests, "# guest has opened the album since.", "# guests have opened their album since."),
  takeBack: "Undo publishing",
  takeBackTitle: "Undo publishing?",
  takeBackHint: "The photos disappear from the guests' albums. You can publish again.",
  takenBack: (instant: string) => `Undone on ${instant}`,
  takenBackNow: "Publishing was undone.",
  changedMeanwhile: (series: number) =>
    plural(
      series,
      "New photos have arrived: # series has changed. Nothing was published. Look at it, then publish again.",
      "New photos have arrived: # series have changed. Nothing was published. Look at them, then publish again.",
    ),
  changedOtherwise: "The proposal has changed in the meantime. Nothing was published. Look at it, then publish again.",
  showAll: "Show all",
  onlyChanged: "Changed in the meantime",
  pendingRefused: "Some photos are still being prepared. Publish when they are ready.",
  unseen: (names: number) => plural(names, "# name has no photos", "# names have no photos"),
  unseenHint: "No photo shows their card. A card may be missing, or they did not come.",
  emptyCards: (cards: number) => plural(cards, "# card has no photos after it", "# cards have no photos after them"),

  undo: "Undo",
  undoOf: (text: string) => `Undo: ${text}`,
  undone: (text: string) => `Undone: ${text}`,
  nothingToUndo: "Nothing to undo.",
  keys: "Keys",
  keyList: [
    ["Enter", "the rest is right, or the next screen"],
    ["1 – 8", "change this row"],
    ["↑ ↓", "move"],
    ["S", "split: a series begins at the chosen photo"],
    ["M", "join with the series before"],
    ["C", "the chosen photo is a card"],
    ["N", "for nobody"],
    ["/", "type a name"],
    ["Shift + Enter", "another name: for several people"],
    ["Z", "undo"],
    ["?", "these keys"],
  ] as [string, string][],

  did: {
    lookedAt: (series: number) => plural(series, "Looked at # series.", "Looked at # series."),
    confirmed: (questions: number) => plural(questions, "# question answered.", "# questions answered."),
    named: (owner: string) => `Given to ${owner}.`,
    split: (owner: string) => `A series of ${owner} begins there.`,
    joined: "Joined with the series before.",
    noCard: "That is not a card.",
    moved: (photos: number, owner: string) =>
      plural(photos, `# photo moved to ${owner}.`, `# photos moved to ${owner}.`),
    excluded: (photos: number) => plural(photos, "# photo is for nobody.", "# photos are for nobody."),
    marked: "Marked as a card.",
  },
};
