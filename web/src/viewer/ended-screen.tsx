import { day } from "../i18n/numbers";
import { photographerOf } from "./code";
import { words } from "./i18n/words";
import { endedAt } from "./saved-codes";

interface Properties {
  publicUrl: string;
  onOtherCode: () => void;
}

/** The time is over. When that was is known on a device that had the album open. */
export function EndedScreen({ publicUrl, onOtherCode }: Properties) {
  // It may have been deleted before its time, too.
  const end = endedAt(publicUrl);
  return (
    <main class="code-screen">
      <div class="card">
        <h1>{words.deletedTitle}</h1>
        <p>{end ? words.deletedOn(day(end)) : words.isOver}</p>
        <p class="quiet">{words.askPhotographer(photographerOf(publicUrl))}</p>
        <button type="button" class="quiet-button" onClick={onOtherCode}>
          {words.otherCode}
        </button>
      </div>
    </main>
  );
}
