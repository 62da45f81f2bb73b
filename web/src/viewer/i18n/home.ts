import { language } from "../../i18n/language";

const STRINGS = {
  en: {
    noAlbums: "Albums that you open on this device appear here until they are deleted.",
    eventLink: "Event link",
    noLink: "This is not an event link. You will find yours on your card or in your message.",
  },
  de: {
    noAlbums: "Alben, die Sie auf diesem Gerät öffnen, erscheinen hier, bis sie gelöscht werden.",
    eventLink: "Event-Link",
    noLink: "Das ist kein Event-Link. Ihren finden Sie auf Ihrer Karte oder in Ihrer Nachricht.",
  },
  es: {
    noAlbums: "Los álbumes que abras en este dispositivo aparecen aquí hasta que se borren.",
    eventLink: "Enlace del evento",
    noLink: "Este no es el enlace de un evento. Encontrarás el tuyo en tu tarjeta o en tu mensaje.",
  },
};

/** Texts of the albums screen only, so that no other screen loads them. */
export const homeStrings = STRINGS[language];
