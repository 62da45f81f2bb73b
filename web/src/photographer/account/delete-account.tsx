import { graphql } from "../../api/graphql";
import { unwrapPayload } from "../../api/problem";
import { clearSession, requestSignedIn } from "../../api/session";
import { navigate } from "../../router";
import { showToast } from "../../ui/toasts";
import { Confirm } from "../forms/confirm";
import { PasswordField } from "../forms/fields";
import type { FormValues } from "../forms/form";
import { strings } from "../i18n/strings";
import { uploads } from "../uploads/queue";

const DELETE = graphql(`mutation DeleteAccount($input: DeleteAccountInput!) {
  deleteAccount(input: $input) { deletedIds userErrors { code message field } }
}`);

/** Confirms the deletion of the account with its password. */
export function DeleteAccount({ onClose }: { onClose: () => void }) {
  const remove = async ({ password = "" }: FormValues) => {
    const { deleteAccount } = await requestSignedIn(DELETE, { input: { password } });
    unwrapPayload(deleteAccount.deletedIds, deleteAccount.userErrors);
    uploads.clear();
    navigate("/", { replace: true });
    clearSession();
    showToast(strings.accountDeleted);
  };
  return (
    <Confirm
      title={strings.deleteAccount}
      hint={strings.deleteAccountHint}
      submit={strings.deleteAccount}
      onConfirm={remove}
      onClose={onClose}
    >
      <PasswordField />
    </Confirm>
  );
}
