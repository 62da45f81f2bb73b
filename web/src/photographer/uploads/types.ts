/** As the browser tells it, and no guess by the ending where it does not: the service finds out by the content. */
export const contentTypeOf = ({ type }: File): string => type || "application/octet-stream";

/** What systems put into folders by themselves. */
export const isClutter = ({ name }: File) =>
  name.startsWith(".") || ["Thumbs.db", "desktop.ini"].includes(name);
