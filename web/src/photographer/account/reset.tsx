import { useState } from "preact/hooks";
import { ask } from "../../api/client";
import { granted } from "../../api/problem";
import { open, session } from "../../api/session";
import { navigate } from "../../router";
import { say } from "../../ui/toasts";
import { EmailField, PasswordField } from "../forms/fields";
import { Form } from "../forms/form";
import { words } from "../words/words";
import { REQUEST_RESET, RESET } from "./documents";
import { Door } from "./door";
import { takeToken } from "./mailed-token";

/** By the mailed link: a new password. Without: asks where to send one. */
export function Reset() {
  const [token] = useState(takeToken);
  return token ? <NewPassword token={token} /> : <Request />;
}

function NewPassword({ token }: { token: string }) {
  const reset = async ({ newPassword = "" }: Readonly<Record<string, string>>) => {
    const { resetPassword } = await ask(RESET, { input: { token, newPassword } });
    open(granted(resetPassword.session, resetPassword.userErrors));
    say(words.passwordChanged);
    navigate("/events", { replace: true });
  };
  return (
    <Door title={words.choosePassword}>
      <Form submit={words.savePassword} onSubmit={reset}>
        <PasswordField name="newPassword" isNew />
      </Form>
      <p class="door-ways">
        <a href="/reset">{words.mailAgain}</a>
      </p>
    </Door>
  );
}

function Request() {
  const [sentTo, setSentTo] = useState("");
  const known = session.value?.user.email;
  const request = async ({ email = "" }: Readonly<Record<string, string>>) => {
    await ask(REQUEST_RESET, { input: { email } });
    setSentTo(email);
  };
  return (
    <Door title={known ? words.changePassword : words.forgotPassword}>
      {sentTo ? (
        <p role="status">{words.resetMailed(sentTo)}</p>
      ) : (
        <Form submit={words.mailLink} onSubmit={request}>
          <EmailField value={known} />
        </Form>
      )}
      <p class="door-ways">
        {known ? <a href="/account">{words.back}</a> : <a href="/signin">{words.backToSignIn}</a>}
      </p>
    </Door>
  );
}
