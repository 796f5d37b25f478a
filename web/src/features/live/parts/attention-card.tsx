import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useLanguage } from "@/shared/i18n/language";
import { lasting } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Status } from "@/shared/ui/status";
import type { AttentionItem } from "../dashboard-state";
import type { LiveCard } from "../shapes";
import { channelWords, initialsOf, NEEDS, needText, RESOLVED } from "../words";
import { TileLine } from "./tile-line";

const GROUNDS = {
  clay: "border-clay bg-claysoft",
  amber: "border-amber bg-ambersoft",
  rose: "border-rose bg-rosesoft",
  leaf: "border-line bg-surface",
};

interface AttentionCardProps {
  card: LiveCard;
  item: AttentionItem;
  now: number;
  isFirst: boolean;
}

/** An interview that needs attention: whose it is, why, and what an observer can do. */
export const AttentionCard = memo(function AttentionCard({
  card,
  item,
  now,
  isFirst,
}: AttentionCardProps) {
  useLanguage();
  const isOver = item.endedAt !== null;
  const first = isOver ? RESOLVED : NEEDS[item.needs[0]?.kind ?? "flag"];
  const to = { to: "/live/$sessionId", params: { sessionId: card.sessionId } } as const;
  const isAskedFor = item.needs.some((need) => need.kind === "asked_for_human") && !isOver;
  return (
    <li className={`min-w-0 rounded-card border p-3.5 ${GROUNDS[first.tone]}`}>
      <div className="flex items-baseline justify-between gap-3">
        <h3 className="min-w-0 [overflow-wrap:anywhere]">
          {initialsOf(card)} · {card.position}
        </h3>
        <span className="shrink-0 text-small text-text2">
          {channelWords(card.transport)}, {i18n._("{minutes} min", { minutes: card.minute })}
        </span>
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-small">
        <TileLine card={card} />
        <Status icon={first.icon} tone={first.tone}>
          {first.word}
        </Status>
      </div>
      {isOver ? (
        <p className="mt-1.5 text-small text-text2">{i18n._("The interview continues.")}</p>
      ) : (
        item.needs.map((need) => (
          <p key={need.kind + need.since} className="mt-1.5 text-small text-text2">
            {item.needs.length > 1 ? `${NEEDS[need.kind].word}: ` : ""}
            {needText(need, card.profile)}{" "}
            {i18n._("For {lasting}.", { lasting: lasting(new Date(need.since), new Date(now)) })}
          </p>
        ))
      )}
      <div className="mt-2.5 flex flex-wrap gap-2">
        <Link
          {...to}
          data-attention
          className={buttonLook(isFirst ? "primary" : "outline", "small")}
        >
          {i18n._("Observe")}
          <span className="sr-only"> {initialsOf(card)}</span>
        </Link>
        {isAskedFor ? (
          <Link {...to} search={{ ask: "take-over" }} className={buttonLook("outline", "small")}>
            {i18n._("Take over")}
            <span className="sr-only"> {initialsOf(card)}</span>
          </Link>
        ) : null}
      </div>
    </li>
  );
});
