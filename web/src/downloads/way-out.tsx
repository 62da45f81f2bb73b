import { Button } from "../ui/button";
import { showToast } from "../ui/toasts";
import type { Device, InAppBrowser } from "./device";
import { words } from "./i18n/strings";

interface Properties extends InAppBrowser {
  platform: Device["platform"];
}

/** How to get from an app's own browser, which can't save files, to one that can. */
export function WayOut({ app, menu, platform }: Properties) {
  const browser = platform === "ios" ? "Safari" : "Chrome";
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    showToast(words.copied);
  };
  return (
    <div class="way-out">
      <p>
        <strong>{words.cantSave(app)}</strong>
      </p>
      <p>{menu === "top" ? words.menuAtTop(browser) : words.menuAtBottom(browser)}</p>
      <Button icon="copy" onClick={copy}>
        {words.copyLink}
      </Button>
    </div>
  );
}
