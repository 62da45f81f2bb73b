import { now } from "../api/clock";
import { day } from "../words/numbers";
import { kept } from "./wallet";
import { words } from "./words/words";

interface Properties {
  publicUrl: string;
  onOtherCode: () => void;
}

/** The time is over. When that was is known on a device that had the album open. */
export function EndedScreen({ publicUrl, onOtherCode }: Properties) {
  const { expiresAt } = kept(publicUrl);
  // It may have been deleted before its time, too.
  const isKnown = expiresAt !== null && Date.parse(expiresAt) <= now();
  const [photographer = ""] = publicUrl.split("/");
  return (
    <main class="code-screen">
      <div class="card">
        <h1>{words.deletedTitle}</h1>
        <p>{isKnown ? words.deletedOn(day(expiresAt)) : words.isOver}</p>
        <p class="quiet">{words.askPhotographer(photographer)}</p>
        <button type="button" class="quiet-button" onClick={onOtherCode}>
          {words.otherCode}
        </button>
      </div>
    </main>
  );
}
