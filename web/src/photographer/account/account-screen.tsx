import { useState } from "preact/hooks";
import { signOut } from "../../api/session";
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
import { ConfirmNotice } from "./confirm-notice";
import { DeleteAccount } from "./delete-account";
import { readMe } from "./documents";

export function AccountScreen() {
  const { data: me, problem, refetch } = useQuery(readMe, []);
  const [dialog, setDialog] = useState<"leave" | "delete" | null>(null);
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
        <Fact name={strings.storageUsed} value={me ? size(me.storageBytes) : undefined} />
        <Fact name={strings.since} value={me ? day(me.createdAt) : undefined} />
      </dl>
      <div class="buttons">
        <LanguageChoice />
        <a class="quiet-button" href="/reset">
          {strings.changePassword}
        </a>
        <Button onClick={() => setDialog("leave")}>{strings.signOut}</Button>
        <button type="button" class="quiet-button danger" onClick={() => setDialog("delete")}>
          {strings.deleteAccount}
        </button>
      </div>
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

function Fact({ name, value, note }: { name: string; value: string | undefined; note?: string | undefined }) {
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
