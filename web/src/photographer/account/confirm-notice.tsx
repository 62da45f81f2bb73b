import { useEffect, useState } from "preact/hooks";
import { request } from "../../api/client";
import { unwrapPayload } from "../../api/problem";
import { markEmailVerified, openSession, session } from "../../api/session";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { showToast } from "../../ui/toasts";
import { PasswordField } from "../forms/fields";
import { Form, type FormValues } from "../forms/form";
import { strings } from "../i18n/strings";
import { useQuery } from "../use-query";
import { readMe, SIGN_IN } from "./documents";

/** Reminds photographers to confirm their email address. */
export function ConfirmNotice() {
  const signedIn = useStore(session);
  return signedIn && !signedIn.user.emailVerified ? <Reminder email={signedIn.user.email} /> : null;
}

function Reminder({ email }: { email: string }) {
  const [isAsking, setAsking] = useState(false);
  // The link may have been opened on another device.
  const { data: me } = useQuery(readMe, []);
  useEffect(() => {
    if (me?.emailVerified) markEmailVerified();
  }, [me]);
  // The API resends the email on sign-in.
  const sendAgain = async ({ password = "" }: FormValues) => {
    const { signIn } = await request(SIGN_IN, { input: { email, password } });
    const opened = unwrapPayload(signIn.session, signIn.userErrors);
    openSession(opened);
    setAsking(false);
    showToast(opened.user.emailVerified ? strings.confirmed(email) : strings.mailedAgain);
  };
  return (
    <section class="notice" data-shown aria-label={strings.confirmTitle}>
      <p>{strings.confirmReminder(email)}</p>
      <Button onClick={() => setAsking(true)}>{strings.mailAgain}</Button>
      {isAsking ? (
        <Dialog title={strings.mailAgain} onClose={() => setAsking(false)}>
          <p class="quiet">{strings.mailAgainHint}</p>
          <Form submit={strings.mailAgain} onSubmit={sendAgain}>
            <PasswordField />
          </Form>
        </Dialog>
      ) : null}
    </section>
  );
}
