import { i18n } from "@lingui/core";
import { dollars } from "@/shared/lib/dollars";
import { countdown, percent } from "@/shared/lib/words";
import { costOf, SLOW_REPLY_S } from "../figures";
import type { Totals as Figures, LiveCard } from "../shapes";
import { secondsLong } from "../words";

interface TotalsProps {
  totals: Figures;
  cards: LiveCard[];
}

/** What the dashboard is about, in a few numbers; a rate only where there is enough to rate. */
export function Totals({ totals, cards }: TotalsProps) {
  const cost = costOf(cards);
  const queued = totals.longestQueuedSeconds;
  const figures: [string, string, string][] = [
    [i18n._("Live"), String(totals.live), ""],
    [i18n._("Not joined yet"), String(totals.waiting), ""],
    [
      i18n._("Queued"),
      String(totals.queued),
      totals.queued === 0 ? "" : i18n._("longest {time}", { time: countdown(Math.floor(queued)) }),
    ],
    [i18n._("Ended today"), String(totals.endedToday), ""],
    [
      i18n._("Completed"),
      totals.completionRate === null
        ? String(totals.completedToday)
        : percent(totals.completionRate),
      totals.completionRate === null
        ? i18n._("too few for a rate")
        : i18n._("{count, plural, one {# interview} other {# interviews}}", {
            count: totals.completedToday,
          }),
    ],
    [
      i18n._("Turn errors, 5 min"),
      String(totals.recentTurnErrors),
      i18n._("in {count, plural, one {# turn} other {# turns}}", { count: totals.recentTurns }),
    ],
  ];
  if (totals.replies > 0) {
    figures.push([
      i18n._("Response time, p95"),
      totals.replyP95Seconds === null
        ? i18n._("too few")
        : i18n._("{seconds} s", { seconds: secondsLong(totals.replyP95Seconds) }),
      i18n._("target {seconds} s", { seconds: secondsLong(SLOW_REPLY_S) }),
    ]);
  }
  if (cost) {
    figures.push([
      i18n._("Cost so far"),
      dollars(cost.sum),
      cost.unknown === 0
        ? ""
        : i18n._("without {count, plural, one {# interview} other {# interviews}}", {
            count: cost.unknown,
          }),
    ]);
  }
  return (
    <dl className="grid grid-cols-2 gap-x-8 gap-y-3 pad:flex pad:flex-wrap pad:justify-between">
      {figures.map(([name, figure, more]) => (
        <div key={name} className="min-w-0">
          <dt className="text-small text-text2">{name}</dt>
          <dd className="text-[1.375rem] leading-tight font-semibold">
            {figure}{" "}
            {more ? (
              <small className="inline-block text-small font-normal text-text3">{more}</small>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
