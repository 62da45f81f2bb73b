import { useEffect } from "preact/hooks";
import { Icon } from "../ui/icons";
import { LanguageChoice } from "../ui/language-choice";
import { strings } from "./i18n/strings";

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
      <h1>{strings.landingTitle}</h1>
      <p class="promise">{strings.landingIntro}</p>
      <div class="buttons">
        <a class="button" href="/signup">
          {strings.createAccount}
        </a>
        <a class="quiet-button" href="/signin">
          {strings.signIn}
        </a>
      </div>
      <ol class="steps">
        {strings.steps.map(([title, text]) => (
          <li key={title}>
            <h2>{title}</h2>
            <p class="quiet">{text}</p>
          </li>
        ))}
      </ol>
      <p class="quiet">{strings.forViewers}</p>
      <LanguageChoice />
    </main>
  );
}
