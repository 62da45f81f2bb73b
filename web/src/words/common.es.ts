import type { CommonWords } from "./common";
import { plural } from "./numbers";

export default {
  close: "Cerrar",
  cancel: "Cancelar",
  download: "Descargar",
  retry: "Reintentar",
  select: "Seleccionar",
  zoom: "Ampliar",
  previous: "Anterior",
  next: "Siguiente",
  notShown: "Esta foto no se puede mostrar ahora.",
  photoView: "Foto",
  photos: count => plural(count, "# foto", "# fotos"),
  selected: count => plural(count, "# seleccionada", "# seleccionadas"),
  openPhoto: name => `Abrir ${name}`,
  selectPhoto: name => `Seleccionar ${name}`,
  brokenPhoto: name => `Volver a cargar ${name}`,
  photoGrid: "Fotos",
  gridKeys: "Las flechas mueven, Intro abre, Espacio selecciona, Mayús con una flecha selecciona varias.",
  deletedIn: time => `Se borra en ${time}`,
  deletedOn: instant => `Todas las fotos se borran el ${instant}.`,
  language: "Idioma",
  problems: {
    offline: "No hay conexión. Comprueba tu red.",
    limited: time => `Demasiados intentos. Vuelve a intentarlo en ${time}.`,
    internal: "Algo ha fallado por nuestra parte. Inténtalo de nuevo en un momento.",
    signInAgain: "Tu sesión ha terminado. Inicia sesión de nuevo.",
    gone: "Esto ya no existe.",
  },
} satisfies CommonWords;
