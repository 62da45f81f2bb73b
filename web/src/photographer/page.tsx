import type { ComponentChildren } from "preact";
import { session } from "../api/session";
import { useStore } from "../store";
import { Icon } from "../ui/icons";
import { strings } from "./i18n/strings";

interface Properties {
  /** The path of the back arrow. Absent: no arrow. */
  back?: string;
  /** As wide as the screen. */
  isWide?: boolean;
  children: ComponentChildren;
}

/** The layout of every signed-in screen. */
export function Page({ back, isWide = false, children }: Properties) {
  const signedIn = useStore(session);
  return (
    <>
      <nav class="top" aria-label={strings.mainMenu}>
        {back ? (
          <a class="round" href={back} aria-label={strings.back}>
            <Icon name="back" />
          </a>
        ) : null}
        <a class="brand" href="/events">
          <Icon name="photos" />
          imgsh
        </a>
        <a class="quiet-button" href="/account">
          {signedIn?.user.userName}
        </a>
      </nav>
      <main class="page" data-wide={isWide || undefined}>
        {children}
      </main>
    </>
  );
}
