import { request } from "../../api/client";
import { unwrapPayload } from "../../api/problem";
import { openSession } from "../../api/session";
import { navigate } from "../../router";
import { EmailField, PasswordField } from "../forms/fields";
import { Form, type FormValues } from "../forms/form";
import { strings } from "../i18n/strings";
import { AuthLayout } from "./auth-layout";
import { SIGN_IN } from "./documents";

interface Properties {
  /** The path to go to afterwards. Absent: stay on the current path. */
  to?: string;
}

export function SignIn({ to }: Properties) {
  const signIn = async ({ email = "", password = "" }: FormValues) => {
    const { signIn } = await request(SIGN_IN, { input: { email, password } });
    openSession(unwrapPayload(signIn.session, signIn.userErrors));
    if (to) navigate(to, { replace: true });
  };
  return (
    <AuthLayout title={strings.signIn}>
      <Form submit={strings.signIn} onSubmit={signIn}>
        <EmailField />
        <PasswordField />
      </Form>
      <p class="auth-links">
        <a href="/reset">{strings.forgotPassword}</a>
        <a href="/signup">{strings.createAccount}</a>
      </p>
    </AuthLayout>
  );
}
