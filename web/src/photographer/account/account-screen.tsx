import { useEffect, useState } from "preact/hooks";
import { signOut } from "../../api/session";
import { day, size } from "../../i18n/numbers";
import { navigate } from "../../router";
import { LanguageChoice } from "../../ui/language-choice";
import { ErrorNotice } from "../error-notice";
import { Confirm } from "../forms/confirm";
import { words } from "../i18n/words";
import { Page } from "../page";
import { uploads } from "../uploads/queue";
import { useQuery } from "../use-query";
import { ConfirmNotice } from "./confirm-notice";
import { DeleteAccount } from "./delete-account";
import { readMe } from "./documents";

export function AccountScreen() {
  const { answer: me, problem, again } = useQuery(readMe, []);
  const [dialog, setDialog] = useState<"leave" | "delete" | null>(null);
  const endDialog = () => setDialog(null);
  useEffect(() => {
    document.title = `${words.account} · imgsh`;
  }, []);
  const leave = async () => {
    await signOut();
    uploads.clear();
    navigate("/", { replace: true });
  };
  return (
    <Page back="/events">
      <header class="page-head">
        <h1>{words.account}</h1>
      </header>
      <ConfirmNotice />
      <ErrorNotice problem={problem} onRetry={again} />
      <dl class="facts">
        <Fact name={words.email} value={me?.email} note={me?.emailVerified ? words.isConfirmed : undefined} />
        <Fact
          name={words.userName}
          value={me?.userName}
          note={me ? words.linksStart(location.host, me.userName) : ""}
        />
        <Fact name={words.storageUsed} value={me ? size(me.storageBytes) : undefined} />
        <Fact name={words.since} value={me ? day(me.createdAt) : undefined} />
      </dl>
      <div class="buttons">
        <LanguageChoice />
        <a class="quiet-button" href="/reset">
          {words.changePassword}
        </a>
        <button type="button" class="quiet-button" onClick={() => setDialog("leave")}>
          {words.signOut}
        </button>
        <button type="button" class="quiet-button danger" onClick={() => setDialog("delete")}>
          {words.deleteAccount}
        </button>
      </div>
      {dialog === "leave" ? (
        <Confirm
          title={words.signOut}
          hint={words.signOutHint}
          submit={words.signOut}
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
