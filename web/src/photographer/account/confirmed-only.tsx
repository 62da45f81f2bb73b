import type { ComponentChildren } from "preact";
import { session } from "../../api/session";
import { useStore } from "../../store";
import { strings } from "../i18n/strings";
import { ConfirmNotice } from "./confirm-notice";

/** Shows its children only to photographers whose email address is confirmed, to others the reason. */
export function ConfirmedOnly({ children }: { children: ComponentChildren }) {
  if (useStore(session)?.user.emailVerified) return <>{children}</>;
  return (
    <>
      <p>{strings.confirmFirst}</p>
      <ConfirmNotice />
    </>
  );
}
