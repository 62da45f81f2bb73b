import { graphql } from "../../api/graphql";
import { unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";
import { common } from "../../i18n/common";
import { navigate } from "../../router";
import { showToast } from "../../ui/toasts";
import { Confirm } from "../forms/confirm";
import { strings } from "../i18n/strings";
import type { EventDetails } from "./documents";

const DELETE = graphql(`mutation DeleteEvent($input: DeleteEventInput!) {
  deleteEvent(input: $input) { deletedIds userErrors { code message } }
}`);

/** Confirms the deletion of an event. */
export function DeleteEvent({ event, onClose }: { event: EventDetails; onClose: () => void }) {
  const remove = async () => {
    const { deleteEvent } = await requestSignedIn(DELETE, { input: { eventId: event.id } });
    unwrapPayload(deleteEvent.deletedIds, deleteEvent.userErrors);
    showToast(strings.eventDeleted(event.name));
    navigate("/events", { replace: true });
  };
  return (
    <Confirm
      title={strings.deleteEventTitle(event.name)}
      hint={strings.deleteEventHint(common.photos(event.photoCount))}
      submit={strings.deleteEvent}
      onConfirm={remove}
      onClose={onClose}
    />
  );
}
