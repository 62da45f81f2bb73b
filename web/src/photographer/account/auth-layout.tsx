import type { ComponentChildren } from "preact";
import { Icon } from "../../ui/icons";
import { LanguageChoice } from "../../ui/language-choice";
import { strings } from "../i18n/strings";

interface Properties {
  title: string;
  children: ComponentChildren;
}

/** The layout of the sign-in, sign-up, reset and verification screens. */
export function AuthLayout({ title, children }: Properties) {
  return (
    <main class="auth">
      <a class="brand" href="/">
        <Icon name="photos" />
        imgsh
      </a>
      <section class="auth-card">
        <h1>{title}</h1>
        {children}
      </section>
      <p class="quiet auth-note">{strings.forViewers}</p>
      <LanguageChoice />
    </main>
  );
}
