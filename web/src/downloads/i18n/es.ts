import { count, plural } from "../../i18n/numbers";
import type english from "./en";

const spanish: typeof english = {
  save: photos => plural(photos, "Guardar # foto", "Guardar # fotos"),
  size: "Tamaño",
  fullSize: "Tamaño completo",
  forSharing: "Para compartir (2048 px)",
  livePhotos: "Live Photos",
  livePhoto: "Foto",
  livePhotoAndVideo: "Foto y vídeo",
  videosStay: videos =>
    plural(videos, "# vídeo conserva su tamaño completo.", "# vídeos conservan su tamaño completo."),
  heic: photos =>
    plural(
      photos,
      "# foto es HEIC, que no todas las apps pueden abrir. «Para compartir» es JPEG.",
      "# fotos son HEIC, que no todas las apps pueden abrir. «Para compartir» es JPEG.",
    ),
  withoutOriginal: photos =>
    plural(
      photos,
      "# archivo no se puede guardar: no se puede quitar su ubicación.",
      "# archivos no se pueden guardar: no se pueden quitar sus ubicaciones.",
    ),
  download: files => plural(files, "Descargar", "Descargar # archivos"),
  downloadZip: "Descargar como ZIP",
  toPhotos: (from, to, files) => {
    if (files === 1) return "Guardar en Fotos";
    const batch = from === 1 && to === files ? count(files) : `${count(from)}–${count(to)} de ${count(files)}`;
    return `Guardar ${batch} en Fotos`;
  },
  loading: "Cargando…",
  tapSave: photos =>
    plural(
      photos,
      "En el menú que se abre, toca «Guardar imagen».",
      "En el menú que se abre, toca «Guardar # imágenes».",
    ),
  downloadLarge: size => `Descargar el vídeo (${size})`,
  tooLarge: "Este vídeo es demasiado grande para el menú de compartir. Después lo encontrarás en Archivos.",
  started: files =>
    plural(files, "# descarga iniciada.", "# descargas iniciadas. Permítelas si tu navegador pregunta."),
  cantSave: app => `El navegador de ${app} no puede guardar fotos.`,
  menuAtTop: browser => `Toca ⋯ arriba a la derecha y luego «Abrir en ${browser}» o «Abrir en el navegador».`,
  menuAtBottom: browser => `Toca ⋮ abajo a la derecha y luego «Abrir en ${browser}» o «Abrir en el navegador».`,
  copyLink: "Copiar el enlace",
  copied: "Enlace copiado",
  saving: photos => plural(photos, "Guardando # foto", "Guardando # fotos"),
  keepOpen: "Deja esta página abierta.",
  preparing: photos => plural(photos, "Preparando # foto", "Preparando # fotos"),
  mayLeave: "Puedes salir de esta página. Para recogerla, vuelve a iniciar la misma descarga más tarde.",
  handed: size => `El ZIP (${size}) está listo y se está descargando.`,
  saveAgain: "Descargar otra vez",
  saved: photos => plural(photos, "# foto guardada", "# fotos guardadas"),
  broken: "La descarga se ha interrumpido.",
};

export default spanish;
