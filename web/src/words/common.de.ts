import type { CommonWords } from "./common";
import { plural } from "./numbers";

export default {
  close: "Schließen",
  cancel: "Abbrechen",
  download: "Herunterladen",
  retry: "Erneut versuchen",
  select: "Auswählen",
  zoom: "Vergrößern",
  previous: "Vorheriges",
  next: "Nächstes",
  notShown: "Dieses Foto kann gerade nicht gezeigt werden.",
  photoView: "Foto",
  photos: count => plural(count, "# Foto", "# Fotos"),
  selected: count => plural(count, "# ausgewählt", "# ausgewählt"),
  openPhoto: name => `${name} öffnen`,
  selectPhoto: name => `${name} auswählen`,
  brokenPhoto: name => `${name} erneut laden`,
  photoGrid: "Fotos",
  gridKeys:
    "Pfeiltasten bewegen, Eingabe öffnet, Leertaste wählt aus, Umschalt mit Pfeiltaste wählt mehrere aus.",
  deletedIn: time => `Löschung in ${time}`,
  deletedOn: instant => `Alle Fotos werden am ${instant} gelöscht.`,
  language: "Sprache",
  problems: {
    offline: "Keine Verbindung. Prüfen Sie Ihr Netz.",
    limited: time => `Zu viele Versuche. Versuchen Sie es in ${time} erneut.`,
    internal: "Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.",
    signInAgain: "Ihre Sitzung ist abgelaufen. Melden Sie sich wieder an.",
    gone: "Das gibt es nicht mehr.",
  },
} satisfies CommonWords;
