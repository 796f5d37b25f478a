import { i18n } from "@lingui/core";
import { oneDecimal, percent, withinSentence } from "@/shared/lib/words";
import { Note } from "@/shared/ui/note";
import type { RatioCard } from "../shapes";
import { Part } from "./part";

/** How the person answered, in figures; what was not measured is named. */
export function Measures({ cards }: { cards: RatioCard[] }) {
  const known = cards.filter((card) => card.value !== null);
  const unknown = cards.filter((card) => card.value === null);
  if (cards.length === 0) return null;
  return (
    <Part title={i18n._("How you answered")}>
      <p className="mt-1 text-text2">{i18n._("These measurements do not affect your score.")}</p>
      <dl className="mt-4 grid grid-cols-2 gap-5 pad:grid-cols-4">
        {known.map((card) => (
          <div key={card.key} className="flex flex-col-reverse justify-end">
            <dt className="text-small text-text2">{card.label}</dt>
            <dd className="text-[1.5rem] leading-tight font-semibold">{figureOf(card)}</dd>
          </div>
        ))}
      </dl>
      {unknown.length > 0 ? (
        <div className="mt-4">
          <Note title={i18n._("Not measured:")}>
            {unknown.map((card) => withinSentence(card.label)).join(", ")}.
          </Note>
        </div>
      ) : null}
    </Part>
  );
}

function figureOf({ key, value }: RatioCard): string {
  if (value === null) return "";
  const isShare = /share|coverage|ratio|talk_listen/.test(key) && value <= 1;
  return isShare ? percent(value) : oneDecimal(value);
}
