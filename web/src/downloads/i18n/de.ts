import { count, plural } from "../../i18n/numbers";
import type english from "./en";

const german: typeof english = {
  save: photos => plural(photos, "# Foto speichern", "# Fotos speichern"),
  size: "Größe",
  fullSize: "Volle Größe",
  forSharing: "Zum Teilen (2048 px)",
  livePhotos: "Live Photos",
  livePhoto: "Foto",
  livePhotoAndVideo: "Foto und Video",
  videosStay: videos => plural(videos, "# Video bleibt in voller Größe.", "# Videos bleiben in voller Größe."),
  heic: photos =>
    plural(
      photos,
      "# Foto ist HEIC, das nicht jede App öffnen kann. „Zum Teilen“ ist JPEG.",
      "# Fotos sind HEIC, das nicht jede App öffnen kann. „Zum Teilen“ ist JPEG.",
    ),
  withoutOriginal: photos =>
    plural(
      photos,
      "# Datei kann nicht gespeichert werden: Ihr Aufnahmeort lässt sich nicht entfernen.",
      "# Dateien können nicht gespeichert werden: Ihre Aufnahmeorte lassen sich nicht entfernen.",
    ),
  download: files => plural(files, "Herunterladen", "# Dateien herunterladen"),
  downloadZip: "Als ZIP herunterladen",
  toPhotos: (from, to, files) => {
    if (files === 1) return "In Fotos sichern";
    const batch = from === 1 && to === files ? count(files) : `${count(from)}–${count(to)} von ${count(files)}`;
    return `${batch} in Fotos sichern`;
  },
  loading: "Wird geladen …",
  tapSave: photos =>
    plural(
      photos,
      "Tippen Sie im nächsten Fenster auf „Bild sichern“.",
      "Tippen Sie im nächsten Fenster auf „# Bilder sichern“.",
    ),
  downloadLarge: size => `Video herunterladen (${size})`,
  tooLarge: "Dieses Video ist für das Teilen-Fenster zu groß. Sie finden es danach in „Dateien“.",
  started: files =>
    plural(files, "# Download hat begonnen.", "# Downloads haben begonnen. Erlauben Sie sie, wenn Ihr Browser fragt."),
  cantSave: app => `Der Browser von ${app} kann keine Fotos speichern.`,
  menuAtTop: browser => `Tippen Sie oben rechts auf ⋯, dann auf „In ${browser} öffnen“ oder „Im Browser öffnen“.`,
  menuAtBottom: browser => `Tippen Sie unten rechts auf ⋮, dann auf „In ${browser} öffnen“ oder „Im Browser öffnen“.`,
  copyLink: "Link kopieren",
  copied: "Link kopiert",
  saving: photos => plural(photos, "# Foto wird gespeichert", "# Fotos werden gespeichert"),
  keepOpen: "Lassen Sie diese Seite offen.",
  preparing: photos => plural(photos, "# Foto wird vorbereitet", "# Fotos werden vorbereitet"),
  mayLeave:
    "Sie können diese Seite verlassen. Starten Sie denselben Download später noch einmal, um die Datei zu erhalten.",
  handed: size => `Die ZIP-Datei (${size}) ist fertig und wird heruntergeladen.`,
  saveAgain: "Noch einmal herunterladen",
  saved: photos => plural(photos, "# Foto gespeichert", "# Fotos gespeichert"),
  broken: "Der Download wurde unterbrochen.",
};

export default german;
