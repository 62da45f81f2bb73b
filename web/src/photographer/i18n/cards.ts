import { language } from "../../i18n/language";
import { plural } from "../../i18n/numbers";

const en = {
  title: "Print cards",
  paper: "Paper",
  papers: { a4: "A4", letter: "US Letter" },
  size: "Size",
  sizes: {
    large: "Large, 4 per page: to be photographed with the guest",
    small: "Small, 10 per page: to hand out, or to be photographed close up",
  },
  print: (cards: number) => plural(cards, "Print # card", "Print # cards"),
  printSome: (first: string, last: string) => `Print ${first} to ${last}`,
  inParts: (most: number) => `They are sorted by group and printed in parts of ${most}.`,
  sorted: "They are sorted by group, then by name.",
  special: "Print your own two cards",
  specialHint: "“Everybody” and “Stop” are for you: photograph one when the next photos don’t belong to one guest.",
  everybody: "Everybody",
  everybodyText: "Photograph this card. The photos that follow are for everybody, until you photograph another card.",
  stop: "Stop",
  stopText: "Photograph this card. The photos that follow are for nobody, until you photograph another card.",
  forPhotographer: "For the photographer. It opens no album.",
  howTo: "How to shoot with cards",
};

const de: typeof en = {
  title: "Karten drucken",
  paper: "Papier",
  papers: { a4: "A4", letter: "US Letter" },
  size: "Größe",
  sizes: {
    large: "Groß, 4 pro Seite: zum Fotografieren mit dem Gast",
    small: "Klein, 10 pro Seite: zum Verteilen oder zum Fotografieren aus der Nähe",
  },
  print: cards => plural(cards, "# Karte drucken", "# Karten drucken"),
  printSome: (first, last) => `${first} bis ${last} drucken`,
  inParts: most => `Sie sind nach Gruppen sortiert und werden in Teilen von ${most} Stück gedruckt.`,
  sorted: "Sie sind nach Gruppe und dann nach Name sortiert.",
  special: "Ihre eigenen zwei Karten drucken",
  specialHint:
    "„Alle“ und „Stopp“ sind für Sie: Fotografieren Sie eine davon, wenn die nächsten Fotos keinem einzelnen Gast gehören.",
  everybody: "Alle",
  everybodyText:
    "Fotografieren Sie diese Karte. Die Fotos danach sind für alle, bis Sie eine andere Karte fotografieren.",
  stop: "Stopp",
  stopText:
    "Fotografieren Sie diese Karte. Die Fotos danach sind für niemanden, bis Sie eine andere Karte fotografieren.",
  forPhotographer: "Nur zum Fotografieren. Öffnet kein Album.",
  howTo: "So fotografieren Sie mit Karten",
};

const es: typeof en = {
  title: "Imprimir tarjetas",
  paper: "Papel",
  papers: { a4: "A4", letter: "Carta" },
  size: "Tamaño",
  sizes: {
    large: "Grande, 4 por página: para fotografiarla con el invitado",
    small: "Pequeña, 10 por página: para repartir, o para fotografiarla de cerca",
  },
  print: cards => plural(cards, "Imprimir # tarjeta", "Imprimir # tarjetas"),
  printSome: (first, last) => `Imprimir de ${first} a ${last}`,
  inParts: most => `Se ordenan por grupo y se imprimen en partes de ${most}.`,
  sorted: "Se ordenan por grupo y después por nombre.",
  special: "Imprimir tus dos tarjetas",
  specialHint: "«Todos» y «Alto» son para ti: fotografía una cuando las fotos siguientes no sean de un solo invitado.",
  everybody: "Todos",
  everybodyText: "Fotografía esta tarjeta. Las fotos siguientes son para todos, hasta que fotografíes otra tarjeta.",
  stop: "Alto",
  stopText: "Fotografía esta tarjeta. Las fotos siguientes no son para nadie, hasta que fotografíes otra tarjeta.",
  forPhotographer: "Para quien hace las fotos. No abre ningún álbum.",
  howTo: "Cómo fotografiar con tarjetas",
};

/** Texts of printed cards and their dialog. */
export const cardStrings = { en, de, es }[language];
