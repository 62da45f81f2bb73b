/** In a search field with buttons below: arrows move through them, and letters return to the field. */
export function moveByKey(event: KeyboardEvent, within: HTMLElement) {
  const stops = [...within.querySelectorAll<HTMLElement>("input, .code-choices li > button:first-child")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    stops[at + step]?.focus();
  } else if (at > 0 && isLetter(event)) stops[0]?.focus(); // the letter then goes there
}

export const isLetter = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) =>
  key !== " " && [...key].length === 1 && !ctrlKey && !metaKey && !altKey;
