import { ask } from "../../api/client";
import { granted } from "../../api/problem";
import { open } from "../../api/session";
import { navigate } from "../../router";
import { EmailField, PasswordField } from "../forms/fields";
import { Form } from "../forms/form";
import { words } from "../words/words";
import { SIGN_IN } from "./documents";
import { Door } from "./door";

interface Properties {
  /** Where to go afterwards; absent: stay, since this screen stands for another one. */
  to?: string;
}

export function SignIn({ to }: Properties) {
  const signIn = async ({ email = "", password = "" }: Readonly<Record<string, string>>) => {
    const { signIn } = await ask(SIGN_IN, { input: { email, password } });
    open(granted(signIn.session, signIn.userErrors));
    if (to) navigate(to, { replace: true });
  };
  return (
    <Door title={words.signIn}>
      <Form submit={words.signIn} onSubmit={signIn}>
        <EmailField />
        <PasswordField />
      </Form>
      <p class="door-ways">
        <a href="/reset">{words.forgotPassword}</a>
        <a href="/signup">{words.createAccount}</a>
      </p>
    </Door>
  );
}
