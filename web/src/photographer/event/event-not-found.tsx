import { words } from "../i18n/words";
import { Page } from "../page";

/** In place of an event that is over, was deleted, or never was this photographer's. */
export function EventNotFound() {
  return (
    <Page back="/events">
      <section class="empty-event">
        <h1>{words.goneTitle}</h1>
        <p class="quiet">{words.goneHint}</p>
        <a class="button" href="/events">
          {words.toEvents}
        </a>
      </section>
    </Page>
  );
}
