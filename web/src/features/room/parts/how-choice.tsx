import { i18n } from "@lingui/core";
import type { How } from "../how";
import { useRoomKind } from "../kind";
import { asOffered, type VoiceOffer, waysOf } from "../offer";

const CHOICES: { how: How; label: string; hint: string }[] = [
  {
    how: "type",
    get label() {
      return i18n._("Type");
    },
    get hint() {
      return i18n._("No sound.");
    },
  },
  {
    how: "hear",
    get label() {
      return i18n._("Listen and type");
    },
    get hint() {
      return i18n._("A computer voice reads the questions.");
    },
  },
  {
    how: "speak",
    get label() {
      return i18n._("Speak");
    },
    get hint() {
      return i18n._("You see a transcript of what you say.");
    },
  },
];

interface HowChoiceProps {
  offer: VoiceOffer;
  how: How;
  onHow: (how: How) => void;
}

/** How to take part: the questions are the same, and the choice can be changed half-way. */
export function HowChoice({ offer, how, onHow }: HowChoiceProps) {
  const kind = useRoomKind();
  const ways = waysOf(offer);
  if (ways.length < 2) return null;
  const chosen = asOffered(how, offer);
  return (
    <fieldset className="mt-10">
      <legend className="text-section leading-[1.3] font-semibold">
        {i18n._("How would you like to answer?")}
      </legend>
      <p className="mt-1 mb-3 text-text2">
        {kind.same ??
          i18n._("The questions and the assessment are the same. You can switch at any time.")}
      </p>
      <div className="grid gap-2.5">
        {CHOICES.filter((each) => ways.includes(each.how)).map((each) => (
          <label
            key={each.how}
            className="choice flex min-h-11 items-start gap-3.5 rounded-large border border-edge bg-surface px-4 py-3"
          >
            <input
              type="radio"
              name="how"
              className="mt-1 size-5 shrink-0"
              checked={each.how === chosen}
              onChange={() => onHow(each.how)}
            />
            <span>
              <span className="block font-[550]">{each.label}</span>
              <span className="block text-small text-text2">{each.hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
