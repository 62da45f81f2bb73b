import { useState } from "preact/hooks";
import { slices } from "../../api/pages";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import type { EventDetails } from "../events/documents";
import { cardStrings as texts } from "../i18n/cards";
import { type CardOptions, PAPERS, SIZES, saveCardOptions, savedCardOptions } from "./card-options";
import { printCards, printSpecialCards } from "./cards";
import type { Accessor } from "./documents";
import { nameOf } from "./format-code";
import { byGroup } from "./names-list";

/** What browsers lay out and printers print without trouble. */
const MAX_CARDS = 500;

interface Properties {
  event: EventDetails;
  accessors: readonly Accessor[];
  onClose: () => void;
}

/** Prints cards, after a choice of paper and size that this device remembers. */
export function PrintDialog({ event, accessors, onClose }: Properties) {
  const [options, setOptions] = useState(savedCardOptions);
  const choose = (change: Partial<CardOptions>) => {
    setOptions({ ...options, ...change });
    saveCardOptions({ ...options, ...change });
  };
  const parts = slices([...accessors].sort(byGroup), MAX_CARDS);
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <fieldset class="photo-scope">
        <legend>{texts.paper}</legend>
        {PAPERS.map(paper => (
          <label key={paper}>
            <input type="radio" name="paper" checked={paper === options.paper} onChange={() => choose({ paper })} />
            {texts.papers[paper]}
          </label>
        ))}
      </fieldset>
      <fieldset class="photo-scope">
        <legend>{texts.size}</legend>
        {SIZES.map(size => (
          <label key={size}>
            <input type="radio" name="size" checked={size === options.size} onChange={() => choose({ size })} />
            {texts.sizes[size]}
          </label>
        ))}
      </fieldset>
      <p class="quiet">{parts.length > 1 ? texts.inParts(MAX_CARDS) : texts.sorted}</p>
      <div class="buttons">
        {parts.map(part => (
          <Button
            key={part[0]?.accessCode}
            icon="print"
            class="button"
            onClick={() => printCards(event, part, options)}
          >
            {parts.length > 1 ? texts.printSome(titleOf(part[0]), titleOf(part.at(-1))) : texts.print(part.length)}
          </Button>
        ))}
      </div>
      <p class="quiet">{texts.specialHint}</p>
      <div class="buttons">
        <Button icon="print" onClick={() => printSpecialCards(event, options)}>
          {texts.special}
        </Button>
      </div>
    </Dialog>
  );
}

const titleOf = (accessor: Accessor | undefined) =>
  accessor ? [accessor.group, nameOf(accessor)].filter(Boolean).join(" ") : "";
