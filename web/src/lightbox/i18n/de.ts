import type english from "./en";

const german: typeof english = {
  notPlayable:
    "Das Video dieses Live Photos kann hier nicht abgespielt werden. Auf iPhone und Mac geht es: Laden Sie es herunter.",
};

export default german;
