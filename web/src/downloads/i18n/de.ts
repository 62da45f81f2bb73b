import { plural } from "../../i18n/numbers";
import type english from "./en";

const german: typeof english = {
  saving: photos => plural(photos, "# Foto wird gespeichert", "# Fotos werden gespeichert"),
  keepOpen: "Lassen Sie diese Seite offen.",
  preparing: photos => plural(photos, "# Foto wird vorbereitet", "# Fotos werden vorbereitet"),
  mayLeave: "Sie können diese Seite verlassen. Starten Sie denselben Download später noch einmal, um ihn abzuholen.",
  handed: size => `Das ZIP (${size}) ist fertig und wird heruntergeladen.`,
  saveAgain: "Noch einmal herunterladen",
  ready: photos => plural(photos, "# Foto ist bereit", "# Fotos sind bereit"),
  saveOnDevice: "Auf diesem Gerät sichern",
  saved: photos => plural(photos, "# Foto gespeichert", "# Fotos gespeichert"),
  broken: "Der Download ist abgebrochen.",
};

export default german;
