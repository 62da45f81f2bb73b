import { useState } from "preact/hooks";
import { request } from "../../api/client";
import { unwrapPayload } from "../../api/problem";
import { openSession } from "../../api/session";
import { navigate } from "../../router";
import { ErrorNotice } from "../error-notice";
import { EmailField, PasswordField, TextField } from "../forms/fields";
import { Form, type FormValues } from "../forms/form";
import { strings } from "../i18n/strings";
import { useQuery } from "../use-query";
import { AuthLayout } from "./auth-layout";
import { readSignUpMode, SIGN_UP, type SignUpMode } from "./documents";
import { takeInvitation } from "./mailed-token";

/** Sign-up as the service allows it: OPEN, INVITED or CLOSED. */
export function SignUp() {
  const [invitation] = useState(takeInvitation);
  const { data: mode, problem, refetch } = useQuery(readSignUpMode, []);
  return (
    <AuthLayout title={strings.createAccount}>
      <ErrorNotice problem={mode ? null : problem} onRetry={refetch} />
      {mode ? <Admission mode={mode} invitation={invitation} /> : problem ? null : <p class="quiet">…</p>}
      <p class="auth-links">
        <a href="/signin">{strings.haveAccount}</a>
      </p>
    </AuthLayout>
  );
}

/** An unknown mode of a newer API counts as CLOSED. */
function Admission({ mode, invitation }: { mode: SignUpMode; invitation: string }) {
  if (mode === "OPEN" || (mode === "INVITED" && invitation)) return <SignUpForm invitation={invitation} />;
  return <p>{mode === "INVITED" ? strings.invitationNeeded : strings.userErrors.SIGN_UP_CLOSED}</p>;
}

function SignUpForm({ invitation }: { invitation: string }) {
  const signUp = async ({ email = "", userName = "", password = "" }: FormValues) => {
    const { signUp } = await request(SIGN_UP, {
      input: { email, userName, password, invitation: invitation || null },
    });
    openSession(unwrapPayload(signUp.session, signUp.userErrors));
    navigate("/events", { replace: true });
  };
  return (
    <Form submit={strings.createAccount} onSubmit={signUp}>
      <EmailField hint={invitation ? strings.invitedAddressHint : undefined} />
      <TextField name="userName" label={strings.userName} hint={strings.userNameHint(location.host)} maxLength={32} />
      <PasswordField isNew />
    </Form>
  );
}
