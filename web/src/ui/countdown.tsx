import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../api/clock";
import { common } from "../i18n/common";
import { duration, instant } from "../i18n/numbers";
import { Icon } from "./icons";
import { listen } from "./listen";
import { nextChange, threshold, urgency } from "./time-left";

interface Properties {
  /** ISO 8601. */
  expiresAt: string;
  onExpired?: () => void;
}

/** Counts down to deletion. Screen readers hear only the thresholds. */
export function Countdown({ expiresAt, onExpired }: Properties) {
  const end = Date.parse(expiresAt);
  const [left, setLeft] = useState(() => end - now());
  useEffect(() => {
    let timer = 0;
    const tick = () => {
      clearTimeout(timer);
      const milliseconds = end - now();
      setLeft(milliseconds);
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
  const seconds = left / 1000;
  const text = common.deletedIn(duration(seconds));
  const passed = useRef(threshold(seconds));
  const hasPassed = passed.current !== threshold(seconds);
  return (
    <p
      class="countdown"
      data-urgency={urgency(seconds)}
      // Set on hover only: the first date format is slow.
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = common.deletedOn(instant(end));
      }}
    >
      <Icon name="clock" />
      <time dateTime={expiresAt}>{text}</time>
      <span class="visually-hidden" role="status">
        {hasPassed ? common.deletedIn(duration(threshold(seconds) ?? 0)) : ""}
      </span>
    </p>
  );
}
