import common from "../../i18n/common.es";
import { count, plural } from "../../i18n/numbers";
import type { Strings } from "./strings";

export default {
  common,
  yourAlbums: "Tus álbumes",
  yourPhotos: "Tus fotos",
  codeHint: "Tiene seis letras y cifras, y está en tu tarjeta o en tu mensaje.",
  photographersCard:
    "Esta tarjeta solo sirve para hacer las fotos y no abre ninguna. Escribe el código de tu propia tarjeta.",
  openAlbum: "Abrir el álbum",
  opening: "Abriendo el álbum…",
  tryAgainIn: time => `Vuelve a intentarlo en ${time}`,
  wrongCode: "Este código no abre ningún álbum aquí. Comprueba el código y el enlace.",
  offline: "No hay conexión. El álbum se abrirá en cuanto la haya.",
  revokedTitle: "Tu código ya no vale",
  revoked: name => `Pide uno nuevo a ${name}.`,
  codeEnded: label => `El código «${label}» ya no vale y sus fotos han desaparecido de aquí.`,
  backToAlbum: "Volver al álbum",
  deletedTitle: "Estas fotos se han borrado",
  deletedOn: day => `Se borraron el ${day}, como estaba previsto desde el principio.`,
  isOver: "El evento ha terminado.",
  askPhotographer: name => `¿Echas algo en falta? Pregunta a ${name}, de quien eran las fotos.`,
  otherCode: "Introducir otro código",
  loading: "Cargando fotos",
  empty: "Aún no hay fotos",
  emptyHint: "Tus fotos aparecerán aquí en cuanto estén listas. No hace falta recargar.",
  byPhotographer: photographer => `de ${photographer}`,
  offlineHere: "Estás sin conexión. Las fotos ya cargadas siguen aquí.",
  more: "Más",
  addCode: "Introducir otro código",
  addCodeHint: "Las fotos de varios códigos se muestran como un solo álbum.",
  codesHere: "Códigos en este dispositivo",
  forgetCode: code => `Quitar ${code} de este dispositivo`,
  forget: "Quitar este álbum de este dispositivo",
  forgetHint: "Necesitarás el código para volver a abrirlo. No se borra ninguna foto.",
  tapToSelect: "Toca fotos para seleccionarlas",
  downloadAll: (photos, size) => `Descargar todas (${count(photos)}, ${size})`,
  downloadEverything: "Descargar todas",
  downloadSelected: (photos, size) => `Descargar ${count(photos)} (${size})`,
  withoutOriginal: photos =>
    plural(
      photos,
      "# archivo no se puede descargar: no es posible quitarle el lugar donde se hizo.",
      "# archivos no se pueden descargar: no es posible quitarles el lugar donde se hicieron.",
    ),
} satisfies Strings;
