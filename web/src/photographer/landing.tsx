import { Icon } from "../ui/icons";
import { LanguageChoice } from "../ui/language-choice";
import { strings } from "./i18n/strings";
import { useTitle } from "./use-title";

/** The landing page, for visitors without a link. */
export function Landing() {
  useTitle();
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
