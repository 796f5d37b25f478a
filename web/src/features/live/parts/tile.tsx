import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Keyboard, Mic, Phone } from "lucide-react";
import { memo } from "react";
import { useLanguage } from "@/shared/i18n/language";
import { Icon } from "@/shared/ui/icon";
import type { LiveCard } from "../shapes";
import { initialsOf, tileFacts } from "../words";
import { TileLine } from "./tile-line";

const CHANNELS = { text: Keyboard, phone: Phone };

export function channelIcon(channel: string) {
  return CHANNELS[channel as keyof typeof CHANNELS] ?? Mic;
}

interface TileProps {
  card: LiveCard;
  place: number;
  /** Whether Tab comes to this one; the arrows lead to the others. */
  isEntry: boolean;
  /** Whether it is drawn as a dot. The link stays the same, and so does the focus on it. */
  isDot: boolean;
}

const TILE =
  "block min-h-17 rounded-control border border-line bg-surface px-2 pt-1.5 pb-2 text-text no-underline transition-colors duration-100 hover:border-edge";
const DOT = "flex size-6 justify-center rounded-chip py-0.5 hover:bg-sunken";

/** One interview without issues. It is drawn anew only when its own card changed. */
export const Tile = memo(function Tile({ card, place, isEntry, isDot }: TileProps) {
  useLanguage();
  return (
    <Link
      to="/live/$sessionId"
      params={{ sessionId: card.sessionId }}
      data-place={place}
      tabIndex={isEntry ? 0 : -1}
      title={isDot ? `${initialsOf(card)} · ${card.position}` : card.position}
      className={isDot ? DOT : TILE}
    >
      {isDot ? <Dot card={card} /> : <Facts card={card} />}
    </Link>
  );
});

function Facts({ card }: { card: LiveCard }) {
  return (
    <>
      <span className="flex items-center gap-1 text-small leading-5">
        <b className="font-semibold">{initialsOf(card)}</b>
        <span className="sr-only">{tileFacts(card)}</span>
        <span className="text-text3">
          <Icon of={channelIcon(card.transport)} small />
        </span>
        <span aria-hidden="true" className="ml-auto text-text2">
          {card.minute}′
        </span>
      </span>
      <span className="mt-0.5 flex justify-center">
        <TileLine card={card} />
      </span>
      <Questions place={card.question} />
    </>
  );
}

const SIDES = {
  agent: "self-start bg-tide",
  candidate: "self-end bg-clay",
  nobody: "self-center bg-edge",
};

/** The same interview as one dot: up while the interviewer speaks, down while the candidate does. */
function Dot({ card }: { card: LiveCard }) {
  return (
    <>
      <span className="sr-only">
        {initialsOf(card)}
        {tileFacts(card)}
      </span>
      <span aria-hidden="true" className={`drawn size-2.5 rounded-full ${SIDES[card.speaking]}`} />
    </>
  );
}

function Questions({ place }: { place: LiveCard["question"] }) {
  if (!place) return <span className="mt-1.5 block h-[3px]" />;
  return (
    <span className="mt-1.5 flex h-[3px] gap-0.5" aria-hidden="true">
      {Array.from({ length: place.of }, (_, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the dots are all alike
          key={index}
          className={`h-full min-w-0 flex-1 rounded-full ${index < place.index ? "drawn bg-text2" : "drawn-line bg-line"}`}
        />
      ))}
    </span>
  );
}

/** The place of an interview that is shown above; it comes back here. */
export function MovedTile({ whose }: { whose: string }) {
  return (
    <span
      aria-hidden="true"
      className="block min-h-17 rounded-control border border-dashed border-line px-2 pt-1.5 text-small text-text3"
    >
      {whose} <span className="block">{i18n._("see above")}</span>
    </span>
  );
}
