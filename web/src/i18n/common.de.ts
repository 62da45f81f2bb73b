import type { CommonStrings } from "./common";
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
  deletedIn: time => `Löschung in ${time.replace("Tage", "Tagen")}`,
  deletedOn: instant => `Alle Fotos werden am ${instant} gelöscht.`,
  language: "Sprache",
  downloads: {
    saving: photos => plural(photos, "# Foto wird gespeichert", "# Fotos werden gespeichert"),
    of: (part, whole) => `${part} von ${whole}`,
    keepOpen: "Lassen Sie diese Seite offen.",
    preparing: photos => plural(photos, "# Foto wird vorbereitet", "# Fotos werden vorbereitet"),
    mayLeave:
      "Sie können diese Seite verlassen. Starten Sie denselben Download später noch einmal, um ihn abzuholen.",
    handed: size => `Das ZIP (${size}) ist fertig und wird heruntergeladen.`,
    saveAgain: "Noch einmal herunterladen",
    ready: photos => plural(photos, "# Foto ist bereit", "# Fotos sind bereit"),
    saveOnDevice: "Auf diesem Gerät sichern",
    saved: photos => plural(photos, "# Foto gespeichert", "# Fotos gespeichert"),
    broken: "Der Download ist abgebrochen.",
  },
  problems: {
    offline: "Keine Verbindung. Prüfen Sie Ihr Netz.",
    limited: time => `Zu viele Versuche. Versuchen Sie es in ${time} erneut.`,
    conflict: "Das wurde im selben Moment anderswo geändert. Versuchen Sie es noch einmal.",
    internal: "Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.",
    signInAgain: "Ihre Sitzung ist abgelaufen. Melden Sie sich wieder an.",
    gone: "Das gibt es nicht mehr.",
  },
} satisfies CommonStrings;
