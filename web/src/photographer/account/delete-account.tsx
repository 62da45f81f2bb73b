import { graphql } from "../../api/graphql";
import { granted } from "../../api/problem";
import { askSignedIn, forget } from "../../api/session";
import { navigate } from "../../router";
import { say } from "../../ui/toasts";
import { Confirm } from "../forms/confirm";
import { PasswordField } from "../forms/fields";
import { uploads } from "../uploads/queue";
import { words } from "../words/words";

const DELETE = graphql(`mutation DeleteAccount($input: DeleteAccountInput!) {
  deleteAccount(input: $input) { deletedIds userErrors { code message field } }
}`);

/** Asks for the password before everything goes. */
export function DeleteAccount({ onClose }: { onClose: () => void }) {
  const remove = async ({ password = "" }: Readonly<Record<string, string>>) => {
    const { deleteAccount } = await askSignedIn(DELETE, { input: { password } });
    granted(deleteAccount.deletedIds, deleteAccount.userErrors);
    uploads.clear();
    navigate("/", { replace: true });
    forget();
    say(words.accountDeleted);
  };
  return (
    <Confirm
      title={words.deleteAccount}
      hint={words.deleteAccountHint}
      submit={words.deleteAccount}
      onConfirm={remove}
      onClose={onClose}
    >
      <PasswordField />
    </Confirm>
  );
}
