import type english from "./en";

const spanish: typeof english = {
  notPlayable: "El vídeo de esta Live Photo no se puede reproducir aquí. Descárgalo para verlo en un iPhone o un Mac.",
};

export default spanish;
