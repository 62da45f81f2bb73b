import { plural } from "../../../i18n/numbers";
import type english from "./en";

const spanish: typeof english = {
  title: "Cámaras y relojes",
  intro: "Las fotos de todas las cámaras siguen un mismo orden. Si un reloj va mal, sus fotos quedan fuera de lugar.",
  reading: "Leyendo las cámaras…",
  noCameras: "Aún no hay cámaras",
  noCamerasHint: "Las cámaras aparecen aquí en cuanto haya fotos listas con su nombre y su hora.",
  unknownCamera: "Cámara desconocida",
  serial: serial => `Número de serie ${serial}`,
  untimed: photos =>
    plural(
      photos,
      "# foto no tiene hora de captura y queda al final.",
      "# fotos no tienen hora de captura y quedan al final.",
    ),
  withoutCamera: photos =>
    plural(
      photos,
      "# foto no indica su cámara, así que su reloj no se puede ajustar.",
      "# fotos no indican su cámara, así que sus relojes no se pueden ajustar.",
    ),
  right: "Sin corrección",
  slow: time => `${time} de retraso`,
  fast: time => `${time} de adelanto`,
  proposed: offset => `Propuesta: ${offset}`,
  proposedRight: "Propuesta: sin corrección",
  reasons: {
    GPS: photos => plural(photos, "Lo indica la hora GPS de # foto.", "Coinciden las horas GPS de # fotos."),
    COMMON_CARD: cards =>
      plural(cards, "Otra cámara también fotografió # tarjeta.", "Otra cámara también fotografió # tarjetas."),
    BURSTS: bursts =>
      plural(
        bursts,
        "# serie empezó a la vez que una de otra cámara.",
        "# series empezaron a la vez que las de otra cámara.",
      ),
  },
  spread: time => `Difieren hasta en ${time}.`,
  apply: "Aplicar",
  applyTo: (offset, camera) => `Aplicar ${offset} a ${camera}`,
  applied: (camera, offset) => `${camera}: ${offset}`,
  zoneSaved: zone => `Zona horaria: ${zone}`,
  byHand: "Ajustar a mano",
  offset: "Sumar al reloj",
  offsetHint: "Horas:minutos:segundos. Con un signo menos si el reloj va adelantado.",
  offsetInvalid: "Escribe horas:minutos:segundos, como 0:00:37 o -1:00:00.",
  remove: "Quitar la corrección",
  sameMoment: "Comparar dos fotos",
  comparing: camera => `Ajustar el reloj de ${camera}`,
  comparingHint: "Elige dos fotos del mismo momento, una de cada cámara.",
  otherCamera: "Su reloj va bien",
  thisCamera: "Se ajustará su reloj",
  photosOf: camera => `Fotos de ${camera}`,
  notChosen: "Elige una foto",
  isResult: (camera, offset) => `${camera}: ${offset}`,
  isSame: "Ambas muestran la misma hora.",
  more: "Más fotos",
};
export default spanish;
