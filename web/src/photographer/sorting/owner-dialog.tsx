import { useState } from "preact/hooks";
import { Dialog } from "../../ui/dialog";
import { type Owner, ownedBy } from "./changes";
import { listed } from "./describe";
import type { Name } from "./documents";
import { words } from "./i18n/strings";
import { NameField, type Special } from "./name-field";

interface Properties {
  title: string;
  suggestions?: readonly Name[];
  /** Whose it is now. */
  present?: readonly Name[];
  /** `text` says who it is. `isCard`: the first photo is to be hidden, as a card. */
  onChoose: (owner: Owner, text: string, isCard: boolean) => void;
  onClose: () => void;
  /** What was typed already. */
  typed?: string;
  /** Offers to hide the first photo, as a card that was not noticed. */
  mayBeCard?: boolean;
  /** What else may be the case. */
  specials?: readonly Special[];
}

/** Asks whose a series is. Closes itself once that is chosen. */
export function OwnerDialog(properties: Properties) {
  const { title, suggestions = [], present = [], onChoose, onClose, typed, mayBeCard, specials = [] } = properties;
  const [isCard, setCard] = useState(false);
  const choose = (owner: Owner, text: string) => {
    onClose();
    onChoose(owner, text, isCard);
  };
  const ofOwner = (owner: Owner, text: string): Special => ({ text, onChoose: () => choose(owner, text) });
  const others = [
    ...specials.map(each => ({
      ...each,
      onChoose() {
        onClose();
        each.onChoose();
      },
    })),
    ofOwner("nobody", words.nobody),
    ofOwner("everybody", words.everybody),
  ];
  return (
    <Dialog title={title} onClose={onClose}>
      {mayBeCard ? (
        <label class="check">
          <input type="checkbox" checked={isCard} onChange={event => setCard(event.currentTarget.checked)} />
          {words.firstIsCard}
        </label>
      ) : null}
      <NameField
        suggestions={suggestions}
        present={present}
        typed={typed}
        onChoose={names => choose(ownedBy(names), listed(names))}
        specials={others}
      />
    </Dialog>
  );
}
