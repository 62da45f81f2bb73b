import { day } from "../i18n/numbers";
import { Button } from "../ui/button";
import { isCardPage, photographerOf } from "./credential";
import { strings } from "./i18n/strings";
import { endedAt } from "./saved-codes";

interface Properties {
  publicUrl: string;
  onOtherCode: () => void;
}

/** Shown after the event has ended. The date is known if this device had opened the album. */
export function EndedScreen({ publicUrl, onOtherCode }: Properties) {
  // Null if it was deleted early.
  const end = endedAt(publicUrl);
  return (
    <main class="code-screen">
      <div class="card">
        <h1>{strings.deletedTitle}</h1>
        <p>{end ? strings.deletedOn(day(end)) : strings.isOver}</p>
        {isCardPage(publicUrl) ? null : <p class="quiet">{strings.askPhotographer(photographerOf(publicUrl))}</p>}
        <Button onClick={onOtherCode}>{strings.otherCode}</Button>
      </div>
    </main>
  );
}
