import { plural } from "../../../i18n/numbers";
import type english from "./en";

const german: typeof english = {
  title: "Kameras und Uhren",
  intro:
    "Die Fotos aller Kameras stehen in einer Reihenfolge. Geht eine Uhr falsch, stehen ihre Fotos an der falschen Stelle.",
  reading: "Kameras werden gelesen …",
  noCameras: "Noch keine Kameras",
  noCamerasHint: "Kameras erscheinen hier, sobald Fotos mit ihrem Namen und ihrer Zeit fertig sind.",
  unknownCamera: "Unbekannte Kamera",
  serial: serial => `Seriennummer ${serial}`,
  untimed: photos =>
    plural(
      photos,
      "# Foto hat keine Aufnahmezeit und steht am Ende.",
      "# Fotos haben keine Aufnahmezeit und stehen am Ende.",
    ),
  withoutCamera: photos =>
    plural(
      photos,
      "# Foto nennt keine Kamera, deshalb lässt sich ihre Uhr nicht stellen.",
      "# Fotos nennen keine Kamera, deshalb lassen sich deren Uhren nicht stellen.",
    ),
  right: "Nicht korrigiert",
  slow: time => `geht ${time} nach`,
  fast: time => `geht ${time} vor`,
  proposed: offset => `Vorschlag: ${offset}`,
  proposedRight: "Vorschlag: keine Korrektur",
  reasons: {
    GPS: photos => plural(photos, "Die GPS-Zeit von # Foto zeigt es.", "Die GPS-Zeiten von # Fotos stimmen überein."),
    COMMON_CARD: cards =>
      plural(
        cards,
        "# Karte wurde auch mit einer anderen Kamera fotografiert.",
        "# Karten wurden auch mit einer anderen Kamera fotografiert.",
      ),
    BURSTS: bursts =>
      plural(
        bursts,
        "# Serie begann zugleich mit einer der anderen Kamera.",
        "# Serien begannen zugleich mit denen einer anderen Kamera.",
      ),
  },
  spread: time => `Sie liegen bis zu ${time} auseinander.`,
  apply: "Übernehmen",
  applyTo: (offset, camera) => `${offset} für ${camera} übernehmen`,
  applied: (camera, offset) => `${camera}: ${offset}`,
  zoneSaved: zone => `Zeitzone: ${zone}`,
  byHand: "Von Hand stellen",
  offset: "Zur Uhrzeit hinzuzählen",
  offsetHint: "Stunden:Minuten:Sekunden. Mit Minus, wenn die Uhr vorgeht.",
  offsetInvalid: "Geben Sie Stunden:Minuten:Sekunden ein, etwa 0:00:37 oder -1:00:00.",
  remove: "Korrektur entfernen",
  sameMoment: "Zwei Fotos vergleichen",
  comparing: camera => `Uhr von ${camera} stellen`,
  comparingHint: "Wählen Sie zwei Fotos desselben Moments, eines von jeder Kamera.",
  otherCamera: "Ihre Uhr geht richtig",
  thisCamera: "Ihre Uhr wird gestellt",
  photosOf: camera => `Fotos von ${camera}`,
  notChosen: "Foto wählen",
  isResult: (camera, offset) => `${camera}: ${offset}`,
  isSame: "Beide zeigen dieselbe Zeit.",
  more: "Weitere Fotos",
};
export default german;
