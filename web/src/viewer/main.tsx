import "../style/base.css";
import "../grid/grid.css";
import { render } from "preact";
import { Grid } from "../grid/grid";
import { Selection } from "../grid/selection";
import { Countdown } from "../ui/countdown";
import { Dialog } from "../ui/dialog";
import { useOnline } from "../ui/online";
import { Toasts } from "../ui/toasts";

render(
  <>
    <Grid photos={[]} selection={new Selection()} onOpen={() => {}} onBroken={() => {}} />
    <Toasts />
    <Countdown expiresAt="" />
    <Dialog title="" onClose={() => {}}>
      {useOnline()}
    </Dialog>
  </>,
  document.body,
);
