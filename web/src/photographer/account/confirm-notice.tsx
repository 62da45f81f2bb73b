import { useEffect, useState } from "preact/hooks";
import { request } from "../../api/client";
import { unwrapPayload } from "../../api/problem";
import { openSession, session } from "../../api/session";
import { useStore } from "../../store";
import { Dialog } from "../../ui/dialog";
import { showToast } from "../../ui/toasts";
import { PasswordField } from "../forms/fields";
import { Form } from "../forms/form";
import { strings } from "../i18n/strings";
import { useQuery } from "../use-query";
import { readMe, SIGN_IN } from "./documents";

/** Reminds of the mail that confirms the address, for as long as that is needed. */
export function ConfirmNotice() {
  const signedIn = useStore(session);
  return signedIn && !signedIn.user.emailVerified ? <Reminder email={signedIn.user.email} /> : null;
}

function Reminder({ email }: { email: string }) {
  const [isAsking, setAsking] = useState(false);
  // The link may have been opened elsewhere meanwhile.
  const { data: me } = useQuery(readMe, []);
  useEffect(() => {
    const { value } = session;
    if (value && me?.emailVerified) openSession({ ...value, user: { ...value.user, emailVerified: true } });
  }, [me]);
  // Signing in is what sends the mail refetch.
  const sendAgain = async ({ password = "" }: Readonly<Record<string, string>>) => {
    const { signIn } = await request(SIGN_IN, { input: { email, password } });
    const opened = unwrapPayload(signIn.session, signIn.userErrors);
    openSession(opened);
    setAsking(false);
    showToast(opened.user.emailVerified ? strings.confirmed(email) : strings.mailedAgain);
  };
  return (
    <section class="notice" data-shown aria-label={strings.confirmTitle}>
      <p>{strings.confirmReminder(email)}</p>
      <button type="button" class="quiet-button" onClick={() => setAsking(true)}>
        {strings.mailAgain}
      </button>
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
