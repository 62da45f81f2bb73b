import type { Selection } from "../../grid/selection";
import { useEscape } from "../../grid/use-escape";
import { common } from "../../i18n/common";
import { useStore } from "../../store";
import { Button, RoundButton } from "../../ui/button";
import { strings } from "../i18n/strings";
import type { EventPhoto } from "./documents";
import { DownloadButton } from "./download-button";
import { ready } from "./download-photos";

interface Properties {
  selection: Selection;
  /** The photos that can be selected. */
  photos: readonly EventPhoto[];
  /** Selects every photo, including those not loaded yet. */
  onAll: () => void;
  onDownload: (photos: readonly EventPhoto[]) => Promise<void>;
  onIssue: () => void;
  onAdd: () => void;
  onDelete: () => void;
}

/** Actions on the selected photos. */
export function SelectionBar({ selection, photos, onAll, onDownload, onIssue, onAdd, onDelete }: Properties) {
  const { ids, isOn } = useStore(selection.store);
  useEscape(selection, isOn);
  return (
    <section class="selection-bar" aria-label={strings.selection} data-hidden={!isOn || undefined}>
      <RoundButton icon="close" label={common.endSelection} onClick={() => selection.clear()} />
      <p role="status">{isOn ? (ids.size ? common.selected(ids.size) : strings.choosePhotos) : null}</p>
      <Button icon="select" onClick={onAll}>
        <span class="wide-only">{common.selectAll}</span>
      </Button>
      <RoundButton
        icon="trash"
        label={strings.deletePhotos}
        aria-disabled={!ids.size}
        onClick={() => ids.size && onDelete()}
      />
      <DownloadButton photos={ready(photos).filter(({ id }) => ids.has(id))} onDownload={onDownload} />
      <Button
        icon="people"
        class="quiet-button add-button"
        aria-disabled={!ids.size}
        onClick={() => ids.size && onAdd()}
      >
        <span class="wide-only">{strings.addToCode}</span>
      </Button>
      <Button icon="key" class="button" aria-disabled={!ids.size} onClick={() => ids.size && onIssue()}>
        <span class="wide-only">{strings.createCode}</span>
      </Button>
    </section>
  );
}
