import { graphql } from "../../api/graphql";
import { granted } from "../../api/problem";
import { askSignedIn } from "../../api/session";
import { navigate } from "../../router";
import { say } from "../../ui/toasts";
import { common } from "../../words/common";
import { Confirm } from "../forms/confirm";
import { words } from "../words/words";
import type { EventDetails } from "./documents";

const DELETE = graphql(`mutation DeleteEvent($input: DeleteEventInput!) {
  deleteEvent(input: $input) { deletedIds userErrors { code message } }
}`);

/** Asks before an event is deleted ahead of its time. */
export function DeleteEvent({ event, onClose }: { event: EventDetails; onClose: () => void }) {
  const remove = async () => {
    const { deleteEvent } = await askSignedIn(DELETE, { input: { eventId: event.id } });
    granted(deleteEvent.deletedIds, deleteEvent.userErrors);
    say(words.eventDeleted(event.name));
    navigate("/events", { replace: true });
  };
  return (
    <Confirm
      title={words.deleteEventTitle(event.name)}
      hint={words.deleteEventHint(common.photos(event.photoCount))}
      submit={words.deleteEvent}
      onConfirm={remove}
      onClose={onClose}
    />
  );
}
