import { useState } from "preact/hooks";
import { request } from "../../api/client";
import { unwrapPayload } from "../../api/problem";
import { openSession, session } from "../../api/session";
import { navigate } from "../../router";
import { Button } from "../../ui/button";
import { showToast } from "../../ui/toasts";
import { EmailField, PasswordField } from "../forms/fields";
import { Form, type FormValues } from "../forms/form";
import { strings } from "../i18n/strings";
import { AuthLayout } from "./auth-layout";
import { REQUEST_RESET, RESET } from "./documents";
import { takeMailedToken } from "./mailed-token";
import { MailedTokenForm } from "./mailed-token-form";

/** With the emailed token: sets a new password. Without: requests the email. */
export function Reset() {
  const [token, setToken] = useState(takeMailedToken);
  return token ? <NewPassword token={token} /> : <Request onToken={setToken} />;
}

function NewPassword({ token }: { token: string }) {
  const reset = async ({ newPassword = "" }: FormValues) => {
    const { resetPassword } = await request(RESET, { input: { token, newPassword } });
    openSession(unwrapPayload(resetPassword.session, resetPassword.userErrors));
    showToast(strings.passwordChanged);
    navigate("/events", { replace: true });
  };
  return (
    <AuthLayout title={strings.choosePassword}>
      <Form submit={strings.savePassword} onSubmit={reset}>
        <PasswordField name="newPassword" isNew />
      </Form>
      <p class="auth-links">
        <a href="/reset">{strings.mailAgain}</a>
      </p>
    </AuthLayout>
  );
}

function Request({ onToken }: { onToken: (token: string) => void }) {
  const [hasMail, setHasMail] = useState(false);
  const [sentTo, setSentTo] = useState("");
  const known = session.value?.user.email;
  const mailLink = async ({ email = "" }: FormValues) => {
    await request(REQUEST_RESET, { input: { email } });
    setSentTo(email);
  };
  return (
    <AuthLayout title={known ? strings.changePassword : strings.forgotPassword}>
      {sentTo ? (
        <p role="status">{strings.resetMailed(sentTo)}</p>
      ) : (
        <Form submit={strings.mailLink} onSubmit={mailLink}>
          <EmailField value={known} />
        </Form>
      )}
      {hasMail ? (
        <MailedTokenForm onToken={onToken} />
      ) : (
        <Button onClick={() => setHasMail(true)}>{strings.haveMail}</Button>
      )}
      <p class="auth-links">
        {known ? <a href="/account">{strings.back}</a> : <a href="/signin">{strings.backToSignIn}</a>}
      </p>
    </AuthLayout>
  );
}
