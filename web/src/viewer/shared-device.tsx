import { useState } from "preact/hooks";
import { forgetOffline } from "../offline/load";
import { strings } from "./i18n/strings";
import { isShared, setShared } from "./saved-codes";

/** A switch for devices that others use: forgets every album, and saves none while it is on. */
export function SharedDevice({ onChange }: { onChange?: () => void }) {
  const [isOn, setOn] = useState(isShared);
  const change = () => {
    setShared(!isOn);
    if (!isOn) void forgetOffline();
    setOn(!isOn);
    onChange?.();
  };
  return (
    <div class="shared-device">
      <label>
        <input type="checkbox" checked={isOn} onChange={change} aria-describedby="shared-hint" />
        {strings.sharedDevice}
      </label>
      <p id="shared-hint" class="quiet">
        {strings.sharedDeviceHint}
      </p>
    </div>
  );
}
