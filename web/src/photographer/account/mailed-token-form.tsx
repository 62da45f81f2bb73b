import { useState } from "preact/hooks";
import { TextField } from "../forms/fields";
import { Form, type FormValues } from "../forms/form";
import { strings } from "../i18n/strings";
import { mailedTokenOf } from "./mailed-token";

interface Properties {
  onToken: (token: string) => void;
}

/** For a link that lost its fragment on the way: asks for the whole link, or for the code behind its `#`. */
export function MailedTokenForm({ onToken }: Properties) {
  const [isWrong, setWrong] = useState(false);
  const submit = async ({ link = "" }: FormValues) => {
    const token = /[#%]/.test(link) || !link.includes("/") ? mailedTokenOf(link) : "";
    setWrong(!token);
    if (token) onToken(token);
  };
  return (
    <>
      <p role={isWrong ? "alert" : undefined}>{strings.linkIncomplete}</p>
      <Form submit={strings.openLink} onSubmit={submit}>
        <TextField name="link" label={strings.mailedLink} isFirst />
      </Form>
    </>
  );
}
