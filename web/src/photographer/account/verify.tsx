import { useEffect, useState } from "preact/hooks";
import { request } from "../../api/client";
import { type Problem, problemOf, unwrapPayload } from "../../api/problem";
import { markEmailVerified } from "../../api/session";
import { common } from "../../i18n/common";
import { errorText } from "../../i18n/error-text";
import { strings } from "../i18n/strings";
import { AuthLayout } from "./auth-layout";
import { VERIFY } from "./documents";
import { takeMailedToken } from "./mailed-token";
import { MailedTokenForm } from "./mailed-token-form";

/** Target of the link in the confirmation email. Opening it confirms the address. */
export function Verify() {
  const [token, setToken] = useState(takeMailedToken);
  const [email, setEmail] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const verify = async () => {
    setProblem(null);
    try {
      const { verifyEmail } = await request(VERIFY, { input: { token } });
      setEmail(unwrapPayload(verifyEmail.user, verifyEmail.userErrors).email);
      markEmailVerified();
    } catch (thrown) {
      setProblem(problemOf(thrown));
    }
  };
  useEffect(() => {
    if (token) verify();
  }, [token]);
  const mayRetry = problem && problem.code !== "REFUSED";
  if (!token)
    return (
      <AuthLayout title={strings.confirmTitle}>
        <MailedTokenForm onToken={setToken} />
        <p class="quiet">{strings.confirmAgainHint}</p>
        <a class="quiet-button" href="/events">
          {strings.toEvents}
        </a>
      </AuthLayout>
    );
  return (
    <AuthLayout title={strings.confirmTitle}>
      <p role="status">
        {email ? strings.confirmed(email) : problem ? errorText(problem, strings.userErrors) : strings.confirming}
      </p>
      {mayRetry ? (
        <button type="button" class="button" onClick={verify}>
          {common.retry}
        </button>
      ) : null}
      {problem && !mayRetry ? <p class="quiet">{strings.confirmAgainHint}</p> : null}
      {email || problem ? (
        <a class={email ? "button" : "quiet-button"} href="/events">
          {strings.toEvents}
        </a>
      ) : null}
    </AuthLayout>
  );
}
