import type { ComponentChildren } from "preact";
import { Icon } from "../../ui/icons";
import { LanguageChoice } from "../../ui/language-choice";
import { words } from "../i18n/words";

interface Properties {
  title: string;
  children: ComponentChildren;
}

/** What somebody sees who is not signed in: one sheet with one thing to do. */
export function AuthLayout({ title, children }: Properties) {
  return (
    <main class="door">
      <a class="brand" href="/">
        <Icon name="photos" />
        imgsh
      </a>
      <section class="door-sheet">
        <h1>{title}</h1>
        {children}
      </section>
      <p class="quiet door-note">{words.forViewers}</p>
      <LanguageChoice />
    </main>
  );
}
