import { common } from "../../i18n/common";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { strings } from "../i18n/strings";
import { AddButtons } from "../uploads/file-picker";
import type { Desk } from "./desk";
import type { DeskDialog } from "./desk-dialogs";
import { changeView } from "./desk-view";
import type { EventPhoto } from "./documents";
import { DownloadButton } from "./download-button";
import { ready, saveOriginals } from "./download-photos";
import { FilterRow } from "./filter-row";
import { Preparation } from "./preparation";
import { SelectionBar } from "./selection-bar";
import { ViewMenu } from "./view-menu";

interface Properties extends Desk {
  mayUpload: boolean;
  onDialog: (dialog: DeskDialog) => void;
}

/** Above the photos: filters, and what can be done with all photos or with the selected ones. */
export function DeskTools({ photos, people, selection, filter, onFilter, shown, hasPeople, ...rest }: Properties) {
  const state = useStore(photos.store);
  const { people: all } = useStore(people.store);
  const { isOn } = useStore(selection.store);
  const savable = ready(shown);
  const save = (chosen: readonly EventPhoto[]) => saveOriginals(chosen, photos);
  return (
    <>
      <FilterRow state={state} people={all ?? []} filter={filter} onFilter={onFilter} />
      <Preparation photos={state.photos} />
      {/* One place for both: the photos must not move when the first one is selected. */}
      <div class="desk-bars">
        <div class="tools" data-hidden={isOn || undefined}>
          <Button icon="people" aria-pressed={hasPeople} onClick={() => changeView({ hasPeople: !hasPeople })}>
            <span class="wide-only">{strings.people}</span>
          </Button>
          <Button icon="select" onClick={() => selection.begin()}>
            <span class="wide-only">{common.select}</span>
          </Button>
          <ViewMenu />
          {state.isComplete && savable.length ? <DownloadButton photos={savable} onDownload={save} /> : null}
          {state.event && rest.mayUpload ? <AddButtons event={state.event} /> : null}
        </div>
        <SelectionBar
          selection={selection}
          photos={shown}
          onAll={() => selection.selectAll(rest.readAll)}
          onDownload={save}
          onIssue={() => rest.onDialog("issue")}
          onAdd={() => rest.onDialog("add")}
          onDelete={() => rest.onDialog("delete")}
        />
      </div>
    </>
  );
}
