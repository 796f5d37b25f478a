import { i18n } from "@lingui/core";
import { useEffect, useState } from "react";
import { minutesLeft } from "@/shared/lib/words";
import type { Place } from "@/shared/live/frames";
import { useAnnounce } from "@/shared/ui/announcer";

interface TimeLeftProps {
  remaining: { seconds: number; at: number } | null;
  place: Place | null;
  isHidden: boolean;
}

const WARN_AT_S = 300;

/** Minutes, roughly, renewed once a minute: nothing that ticks. Five minutes left is said once. */
export function TimeLeft({ remaining, place, isHidden }: TimeLeftProps) {
  const say = useAnnounce();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = remaining
    ? remaining.seconds - Math.max(0, Math.max(now, remaining.at) - remaining.at) / 1000
    : null;
  const isShort = seconds !== null && seconds <= WARN_AT_S;
  useEffect(() => {
    if (isShort) say(i18n._("About 5 minutes left. You can finish your answer."));
  }, [isShort, say]);
  if (seconds === null || (isHidden && !isShort)) return null;
  // Before the first question the place is 0 of all.
  const left = place ? Math.min(place.of, place.of - place.index + 1) : 0;
  return (
    <span>
      {left > 1
        ? i18n._("{left, plural, one {{time} for # question} other {{time} for # questions}}", {
            left,
            time: minutesLeft(seconds),
          })
        : minutesLeft(seconds)}
    </span>
  );
}
