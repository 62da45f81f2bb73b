import type { ComponentChildren } from "preact";
import { session } from "../../api/session";
import { useStore } from "../../store";
import { strings } from "../i18n/strings";
import { ConfirmNotice } from "./confirm-notice";

/** What shows photos to other people is for those alone whose address is confirmed; the others are told why. */
export function ConfirmedOnly({ children }: { children: ComponentChildren }) {
  if (useStore(session)?.user.emailVerified) return <>{children}</>;
  return (
    <>
      <p>{strings.confirmFirst}</p>
      <ConfirmNotice />
    </>
  );
}
