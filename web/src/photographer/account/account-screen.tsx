import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { signOut } from "../../api/session";
import { common } from "../../i18n/common";
import { day, size } from "../../i18n/numbers";
import { navigate } from "../../router";
import { Button } from "../../ui/button";
import { LanguageChoice } from "../../ui/language-choice";
import { ErrorNotice } from "../error-notice";
import { Confirm } from "../forms/confirm";
import { strings } from "../i18n/strings";
import { Page } from "../page";
import { uploads } from "../uploads/queue";
import { useQuery } from "../use-query";
import { useTitle } from "../use-title";
import { ChangePassword } from "./change-password";
import { ConfirmNotice } from "./confirm-notice";
import { DeleteAccount } from "./delete-account";
import { readMe } from "./documents";

export function AccountScreen() {
  const { data: me, problem, refetch } = useQuery(readMe, []);
  const [dialog, setDialog] = useState<"password" | "leave" | "delete" | null>(null);
  const endDialog = () => setDialog(null);
  useTitle(strings.account);
  const leave = async () => {
    await signOut();
    uploads.clear();
    navigate("/", { replace: true });
  };
  return (
    <Page back="/events">
      <header class="page-head">
        <h1>{strings.account}</h1>
      </header>
      <ConfirmNotice />
      <ErrorNotice problem={problem} onRetry={refetch} />
      <dl class="facts">
        <Fact name={strings.email} value={me?.email} note={me?.emailVerified ? strings.isConfirmed : undefined} />
        <Fact
          name={strings.userName}
          value={me?.userName}
          note={me ? strings.linksStart(location.host, me.userName) : ""}
        />
        <Fact
          name={strings.storageUsed}
          value={me ? common.of(size(me.storageBytes), size(me.storageLimitBytes)) : undefined}
        />
        <Fact name={strings.since} value={me ? day(me.createdAt) : undefined} />
        <Fact name={common.language} value={<LanguageChoice />} />
      </dl>
      <div class="buttons">
        <Button onClick={() => setDialog("password")}>{strings.changePassword}</Button>
        <Button onClick={() => setDialog("leave")}>{strings.signOut}</Button>
      </div>
      <div class="account-end">
        <p class="quiet">{strings.deleteAccountHint}</p>
        <button type="button" class="quiet-button danger" onClick={() => setDialog("delete")}>
          {strings.deleteAccount}
        </button>
      </div>
      {dialog === "password" ? <ChangePassword onClose={endDialog} /> : null}
      {dialog === "leave" ? (
        <Confirm
          title={strings.signOut}
          hint={strings.signOutHint}
          submit={strings.signOut}
          onConfirm={leave}
          onClose={endDialog}
        />
      ) : null}
      {dialog === "delete" ? <DeleteAccount onClose={endDialog} /> : null}
    </Page>
  );
}

interface FactProperties {
  name: string;
  value: ComponentChildren;
  note?: string | undefined;
}

function Fact({ name, value, note }: FactProperties) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value ?? "…"}
        {note ? <p class="quiet">{note}</p> : null}
      </dd>
    </div>
  );
}
