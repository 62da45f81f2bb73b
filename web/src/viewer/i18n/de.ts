import common from "../../i18n/common.de";
import { count, plural } from "../../i18n/numbers";
import type { Strings } from "./strings";

export default {
  common,
  yourAlbums: "Ihre Alben",
  yourPhotos: "Ihre Fotos",
  codeHint: "Er hat sechs Buchstaben und Ziffern und steht auf Ihrer Karte oder in Ihrer Nachricht.",
  photographersCard:
    "Diese Karte dient nur dem Fotografieren und öffnet keine Fotos. Geben Sie den Code Ihrer eigenen Karte ein.",
  openAlbum: "Album öffnen",
  opening: "Das Album wird geöffnet …",
  tryAgainIn: time => `Erneut versuchen in ${time}`,
  wrongCode: "Dieser Code öffnet hier kein Album. Prüfen Sie den Code und den Link.",
  offline: "Keine Verbindung. Das Album öffnet sich, sobald es wieder eine gibt.",
  revokedTitle: "Ihr Code gilt nicht mehr",
  revoked: name => `Bitten Sie ${name} um einen neuen.`,
  codeEnded: label => `Der Code „${label}“ gilt nicht mehr; seine Fotos sind hier nicht mehr zu sehen.`,
  backToAlbum: "Zurück zum Album",
  deletedTitle: "Diese Fotos sind gelöscht",
  deletedOn: day => `Sie wurden am ${day} gelöscht, wie von Anfang an vorgesehen.`,
  isOver: "Das Ereignis ist vorbei.",
  askPhotographer: name => `Fehlt Ihnen etwas? Fragen Sie ${name}, von dort kamen die Fotos.`,
  otherCode: "Anderen Code eingeben",
  loading: "Fotos werden geladen",
  empty: "Noch keine Fotos",
  emptyHint: "Ihre Fotos erscheinen hier, sobald sie fertig sind. Sie müssen nicht neu laden.",
  byPhotographer: photographer => `von ${photographer}`,
  offlineHere: "Sie sind offline. Die geladenen Fotos bleiben hier.",
  more: "Mehr",
  addCode: "Weiteren Code eingeben",
  addCodeHint: "Fotos mehrerer Codes erscheinen als ein Album.",
  codesHere: "Codes auf diesem Gerät",
  forgetCode: code => `${code} von diesem Gerät entfernen`,
  forget: "Dieses Album von diesem Gerät entfernen",
  forgetHint: "Zum Öffnen brauchen Sie dann wieder den Code. Fotos werden nicht gelöscht.",
  tapToSelect: "Zum Auswählen antippen",
  downloadAll: (photos, size) => `Alle herunterladen (${count(photos)}, ${size})`,
  downloadEverything: "Alle herunterladen",
  downloadSelected: (photos, size) => `${count(photos)} herunterladen (${size})`,
  withoutOriginal: photos =>
    plural(
      photos,
      "# Datei lässt sich nicht herunterladen: Der Aufnahmeort lässt sich nicht aus ihr entfernen.",
      "# Dateien lassen sich nicht herunterladen: Die Aufnahmeorte lassen sich nicht aus ihnen entfernen.",
    ),
} satisfies Strings;
