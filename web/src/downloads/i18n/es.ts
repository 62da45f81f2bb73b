import { plural } from "../../i18n/numbers";
import type english from "./en";

const spanish: typeof english = {
  saving: photos => plural(photos, "Guardando # foto", "Guardando # fotos"),
  keepOpen: "Deja esta página abierta.",
  preparing: photos => plural(photos, "Preparando # foto", "Preparando # fotos"),
  mayLeave: "Puedes salir de esta página. Inicia luego la misma descarga para recogerla.",
  handed: size => `El ZIP (${size}) está listo y se está descargando.`,
  saveAgain: "Descargarlo otra vez",
  ready: photos => plural(photos, "# foto lista", "# fotos listas"),
  saveOnDevice: "Guardar en este dispositivo",
  saved: photos => plural(photos, "# foto guardada", "# fotos guardadas"),
  broken: "La descarga se ha interrumpido.",
};

export default spanish;
