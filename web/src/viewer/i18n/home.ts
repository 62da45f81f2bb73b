import { language } from "../../i18n/language";

const STRINGS = {
  en: {
    noAlbums: "Albums that you open on this device appear here until they expire.",
    eventLink: "Event link",
    noLink: "This is not an event link. You will find it on your card or in your message.",
  },
  de: {
    noAlbums: "Alben, die Sie auf diesem Gerät öffnen, stehen hier, solange es sie gibt.",
    eventLink: "Link des Ereignisses",
    noLink: "Das ist nicht der Link eines Ereignisses. Er steht auf Ihrer Karte oder in Ihrer Nachricht.",
  },
  es: {
    noAlbums: "Los álbumes que abras en este dispositivo aparecen aquí mientras existan.",
    eventLink: "Enlace del evento",
    noLink: "Este no es el enlace de un evento. Está en tu tarjeta o en tu mensaje.",
  },
};

/** Texts of the albums screen only, so that no other screen loads them. */
export const homeStrings = STRINGS[language];
