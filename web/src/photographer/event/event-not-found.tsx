import { strings } from "../i18n/strings";
import { Page } from "../page";

/** In place of an event that is over, was deleted, or never was this photographer's. */
export function EventNotFound() {
  return (
    <Page back="/events">
      <section class="empty-event">
        <h1>{strings.goneTitle}</h1>
        <p class="quiet">{strings.goneHint}</p>
        <a class="button" href="/events">
          {strings.toEvents}
        </a>
      </section>
    </Page>
  );
}
