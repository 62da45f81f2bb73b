/** Puts the screen of this name (the id of a template) on the page, in place of the one before. */
export function show(name) {
  const templates = document.querySelectorAll("template");
  document.body.replaceChildren(...templates, document.getElementById(name).content.cloneNode(true));
  document.querySelector("input")?.focus();
}

/** Fills the screen's note. `kind` is "busy", "success" or "problem". */
export function say(text, kind = "problem", note = document.querySelector(".note")) {
  note.textContent = text;
  note.dataset.kind = kind;
}
