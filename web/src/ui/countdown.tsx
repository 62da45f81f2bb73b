import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../api/clock";
import { common } from "../i18n/common";
import { duration, instant, lastDay } from "../i18n/numbers";
import { Icon } from "./icons";
import { listen } from "./listen";
import { nextChange, threshold, urgency } from "./time-left";

interface Properties {
  /** ISO 8601. */
  expiresAt: string;
  /** The event's, in which its last day is named. */
  timeZone?: string;
  onExpired?: () => void;
}

/** The last day, and in the last two days a countdown. Screen readers hear thresholds, and when the end moves. */
export function Countdown({ expiresAt, timeZone, onExpired }: Properties) {
  const end = Date.parse(expiresAt);
  const [seconds, setSeconds] = useState(() => (end - now()) / 1000);
  const [announced, announce] = useState("");
  const before = useRef({ end, threshold: threshold(seconds) });
  const textAt = (left: number) =>
    urgency(left) === "calm" ? common.availableUntil(lastDay(end, timeZone)) : common.deletedIn(duration(left));
  useEffect(() => {
    let timer = 0;
    const tick = () => {
      clearTimeout(timer);
      const milliseconds = end - now();
      const left = milliseconds / 1000;
      setSeconds(left);
      const passed = { end, threshold: threshold(left) };
      if (end !== before.current.end) announce(textAt(left));
      else if (passed.threshold < before.current.threshold) announce(textAt(passed.threshold));
      before.current = passed;
      if (milliseconds <= 0) onExpired?.();
      else timer = setTimeout(tick, nextChange(milliseconds));
    };
    tick();
    // Timers pause while the device sleeps.
    const stopListening = listen({ visibilitychange: tick }, document);
    return () => {
      clearTimeout(timer);
      stopListening();
    };
  }, [end]);
  return (
    <p
      class="countdown"
      data-urgency={urgency(seconds)}
      // Set on hover only: each date format is slow.
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = common.deletedOn(instant(end));
      }}
    >
      <Icon name="clock" />
      <time dateTime={expiresAt}>{textAt(seconds)}</time>
      <span class="visually-hidden" role="status">
        {announced}
      </span>
    </p>
  );
}
