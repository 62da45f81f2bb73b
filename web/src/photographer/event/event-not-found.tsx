import { strings } from "../i18n/strings";
import { Page } from "../page";

/** Shown for an event that has expired, was deleted, or belongs to another photographer. */
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
