import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useLanguage } from "@/shared/i18n/language";
import { dollars } from "@/shared/lib/dollars";
import { Status } from "@/shared/ui/status";
import type { AttentionItem } from "../dashboard-state";
import { peopleHeading } from "../person-words";
import type { LiveCard } from "../shapes";
import { activityOf, channelWords, initialsOf, NEEDS, secondsLong } from "../words";

interface SessionTableProps {
  cards: LiveCard[];
  attentionItems: readonly AttentionItem[];
}

const CELL = "py-2.5 pr-4 align-top";
const WIDE = `${CELL} max-pad:hidden`;
const NUMBER = `${WIDE} text-right whitespace-nowrap`;

/** The same interviews as the tiles, in rows: first those that need attention. */
export function SessionTable({ cards, attentionItems }: SessionTableProps) {
  const open = new Map(
    attentionItems.filter((item) => item.endedAt === null).map((item) => [item.id, item]),
  );
  const byId = new Map(cards.map((card) => [card.sessionId, card]));
  const first = attentionItems.flatMap(({ id }) => byId.get(id) ?? []);
  const rows = [...new Set([...first, ...cards])];
  return (
    <table className="w-full border-collapse text-left">
      <caption className="sr-only">{i18n._("Live interviews")}</caption>
      <thead>
        <tr className="border-b border-line text-small text-text3 [&>th]:font-[550]">
          <th scope="col" className={CELL}>
            {peopleHeading(rows)}
          </th>
          <th scope="col" className={WIDE}>
            {i18n._("Position")}
          </th>
          <th scope="col" className={CELL}>
            {i18n._("Now")}
          </th>
          <th scope="col" className={WIDE}>
            {i18n._("Channel")}
          </th>
          <th scope="col" className={`${CELL} text-right max-pad:pr-0`}>
            {i18n._("Question")}
          </th>
          <th scope="col" className={NUMBER}>
            {i18n._("Time used")}
          </th>
          <th scope="col" className={NUMBER}>
            {i18n._("Last response")}
          </th>
          <th scope="col" className={`${NUMBER} pr-0`}>
            {i18n._("Cost")}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((card) => (
          <Row key={card.sessionId} card={card} item={open.get(card.sessionId)} />
        ))}
      </tbody>
    </table>
  );
}

const Row = memo(function Row({ card, item }: { card: LiveCard; item: AttentionItem | undefined }) {
  useLanguage();
  const { question } = card;
  return (
    <tr className="border-b border-line">
      <th scope="row" className={`${CELL} font-[550]`}>
        <Link
          to="/live/$sessionId"
          params={{ sessionId: card.sessionId }}
          data-attention={item ? true : undefined}
          className="inline-flex min-h-11 items-start desk:min-h-6"
        >
          <span className="sr-only">{i18n._("Observe")} </span>
          {initialsOf(card)}
        </Link>
        <span className="block text-small font-normal [overflow-wrap:anywhere] text-text2 pad:hidden">
          {card.position}
        </span>
      </th>
      <td className={`${WIDE} [overflow-wrap:anywhere]`}>
        <Link to="/interviews/$id" params={{ id: card.interviewId }}>
          {card.position}
        </Link>
      </td>
      <td className={CELL}>
        {item ? (
          item.needs.map(({ kind, since }) => (
            <Status key={kind + since} icon={NEEDS[kind].icon} tone={NEEDS[kind].tone}>
              {NEEDS[kind].word}
            </Status>
          ))
        ) : (
          <span className="text-text2">{activityOf(card)}</span>
        )}
      </td>
      <td className={`${WIDE} text-text2`}>{channelWords(card.transport)}</td>
      <td className={`${CELL} text-right whitespace-nowrap max-pad:pr-0`}>
        {question.index > 0
          ? i18n._("{index} of {of}", { index: question.index, of: question.of })
          : "–"}
      </td>
      <td className={NUMBER}>{i18n._("{minutes} min", { minutes: card.minute })}</td>
      <td className={NUMBER}>
        {card.replySeconds === null
          ? "–"
          : i18n._("{seconds} s", { seconds: secondsLong(card.replySeconds) })}
      </td>
      <td className={`${NUMBER} pr-0`}>
        {card.cost === null ? (
          <span className="text-text3">{i18n._("unknown")}</span>
        ) : (
          dollars(card.cost)
        )}
      </td>
    </tr>
  );
});
