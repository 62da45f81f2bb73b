import common from "../../words/common.es";
import type { Words } from "./words";

export default {
  common,
  promise:
    "Las fotos de un evento, para quienes aparecen en ellas. Cada código abre su propio álbum; cuando se acaba el tiempo, todo se borra.",
  forViewers: "¿Tienes un código? Abre el enlace de tu evento y escríbelo allí.",
} satisfies Words;
