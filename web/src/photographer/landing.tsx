import { useEffect } from "preact/hooks";
import { Icon } from "../ui/icons";
import { LanguageChoice } from "../ui/language-choice";
import { words } from "./i18n/words";

/** What this is, for somebody who comes without a link. */
export function Landing() {
  useEffect(() => {
    document.title = "imgsh";
  }, []);
  return (
    <main class="landing">
      <p class="brand">
        <Icon name="photos" />
        imgsh
      </p>
      <h1>{words.promiseTitle}</h1>
      <p class="promise">{words.promise}</p>
      <div class="buttons">
        <a class="button" href="/signup">
          {words.createAccount}
        </a>
        <a class="quiet-button" href="/signin">
          {words.signIn}
        </a>
      </div>
      <ol class="steps">
        {words.steps.map(([title, text]) => (
          <li key={title}>
            <h2>{title}</h2>
            <p class="quiet">{text}</p>
          </li>
        ))}
      </ol>
      <p class="quiet">{words.forViewers}</p>
      <LanguageChoice />
    </main>
  );
}
