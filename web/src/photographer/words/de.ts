import common from "../../words/common.de";
import type { Words } from "./words";

export default {
  common,
  promise:
    "Fotos eines Ereignisses für alle, die darauf zu sehen sind. Jeder Code öffnet sein eigenes Album; ist die Zeit um, wird alles gelöscht.",
  forViewers: "Sie haben einen Code? Öffnen Sie den Link Ihres Ereignisses und geben Sie ihn dort ein.",
} satisfies Words;
