import { size } from "../../i18n/numbers";
import { navigate } from "../../router";
import { Icon } from "../../ui/icons";
import { ConfirmNotice } from "../account/confirm-notice";
import { ErrorNotice } from "../error-notice";
import { strings } from "../i18n/strings";
import { Page } from "../page";
import { useQuery } from "../use-query";
import { useTitle } from "../use-title";
import { listEvents } from "./documents";
import { EventCard } from "./event-card";
import { NewEventForm } from "./new-event-form";

const toEvent = ({ id }: { id: string }) => navigate(`/events/${id}`);

/** All events of the photographer, or the form for the first one. */
export function EventsScreen() {
  const { data, problem, refetch } = useQuery(listEvents, []);
  useTitle(strings.events);
  const isEmpty = data?.events.length === 0;
  return (
    <Page>
      <header class="page-head">
        <div>
          <h1>{strings.events}</h1>
          {data && !isEmpty ? <p class="quiet">{strings.storage(size(data.storageBytes))}</p> : null}
        </div>
        {data && !isEmpty ? (
          <a class="button" href="/events/new">
            <Icon name="plus" />
            {strings.newEvent}
          </a>
        ) : null}
      </header>
      <ConfirmNotice />
      <ErrorNotice problem={problem} onRetry={refetch} />
      {isEmpty ? (
        <section class="first-event">
          <h2>{strings.firstEvent}</h2>
          <p class="quiet">{strings.firstEventHint}</p>
          <NewEventForm onCreated={toEvent} />
        </section>
      ) : (
        <ul class="event-cards" aria-busy={!data && !problem}>
          {data?.events.map(event => (
            <EventCard key={event.id} event={event} onExpired={refetch} />
          ))}
        </ul>
      )}
    </Page>
  );
}

export function NewEventScreen() {
  useTitle(strings.newEvent);
  return (
    <Page back="/events">
      <section class="first-event">
        <h1>{strings.newEvent}</h1>
        <NewEventForm onCreated={event => navigate(`/events/${event.id}`, { replace: true })} />
      </section>
    </Page>
  );
}
