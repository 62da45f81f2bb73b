import { Dialog } from "../ui/dialog";
import { LanguageChoice } from "../ui/language-choice";
import { words } from "./words/words";

interface Properties {
  onClose: () => void;
  onAddCode: () => void;
  onForget: () => void;
}

export function Menu({ onClose, onAddCode, onForget }: Properties) {
  return (
    <Dialog title={words.more} onClose={onClose}>
      <div class="choice">
        <button type="button" class="quiet-button" onClick={onAddCode}>
          {words.addCode}
        </button>
        <p class="quiet">{words.addCodeHint}</p>
      </div>
      <div class="choice">
        <button type="button" class="quiet-button" onClick={onForget}>
          {words.forget}
        </button>
        <p class="quiet">{words.forgetHint}</p>
      </div>
      <LanguageChoice />
    </Dialog>
  );
}
