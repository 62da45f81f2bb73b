import { graphql } from "../../api/graphql";
import { unwrapPayload } from "../../api/problem";
import { openSession, requestSignedIn, SESSION } from "../../api/session";
import { Dialog } from "../../ui/dialog";
import { showToast } from "../../ui/toasts";
import { PasswordField } from "../forms/fields";
import { Form, type FormValues } from "../forms/form";
import { strings } from "../i18n/strings";

const CHANGE = graphql(
  `mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) { session { ...Session } userErrors { code message field } }
  }`,
  [SESSION],
);

/** Sets a new password with the current one, and offers a mailed link to those who have forgotten it. */
export function ChangePassword({ onClose }: { onClose: () => void }) {
  const change = async ({ password = "", newPassword = "" }: FormValues) => {
    const { changePassword } = await requestSignedIn(CHANGE, { input: { password, newPassword } });
    openSession(unwrapPayload(changePassword.session, changePassword.userErrors));
    onClose();
    showToast(strings.passwordChanged);
  };
  return (
    <Dialog title={strings.changePassword} onClose={onClose}>
      <Form submit={strings.savePassword} onSubmit={change}>
        <PasswordField label={strings.currentPassword} />
        <PasswordField name="newPassword" isNew />
      </Form>
      <p class="auth-links">
        <a href="/reset">{strings.forgotPassword}</a>
      </p>
    </Dialog>
  );
}
