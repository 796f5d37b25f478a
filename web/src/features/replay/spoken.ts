import { isSet, numberIn, wordsIn } from "@/shared/api/events";
import type { Spoken } from "@/shared/ui/spoken-marks";
import type { PlacedEvent, Replay } from "./shapes";

/** How each turn was spoken, from the log; what was typed is not in it. */
export function spokenOf({ turns, events }: Replay): ReadonlyMap<number, Spoken> {
  const spoken = new Map<number, Spoken>();
  const heard = new Map<number, number>();
  const change = (turn: number, changed: Partial<Spoken>) => {
    spoken.set(turn, { ...WRITTEN, ...spoken.get(turn), ...changed });
  };
  for (const event of events) {
    const turn = numberIn(event, "turn") ?? 0;
    switch (event.type) {
      case "stt.final":
        change(turn, understood(event, spoken.get(turn)));
        break;
      case "agent.utterance.spoken": {
        // Said twice, a turn was heard as far as the better time.
        const chars = isSet(event, "is_interrupted")
          ? (numberIn(event, "chars_heard") ?? 0)
          : Number.POSITIVE_INFINITY;
        heard.set(turn, Math.max(chars, heard.get(turn) ?? 0));
        break;
      }
      case "turn.amended":
        if (wordsIn(event, "reason") === "checked") change(turn, { isDraft: false });
        for (const dropped of numbersIn(event, "dropped")) change(dropped, { isDropped: true });
        break;
      case "question.not_heard": {
        const remark = numberIn(event, "remark_turn");
        if (remark) change(remark, { isDropped: true, role: "candidate" });
        break;
      }
    }
  }
  for (const { turn, text } of turns) {
    const letters = Array.from(text);
    const upTo = heard.get(turn) ?? Number.POSITIVE_INFINITY;
    if (upTo < letters.length) {
      change(turn, { isHeardInPart: true, heard: letters.slice(0, upTo).join("") });
    }
  }
  return spoken;
}

const WRITTEN: Spoken = {
  isDraft: false,
  isDropped: false,
  isHeardInPart: false,
  transcribedBy: null,
  confidence: null,
};

function understood(event: PlacedEvent, before: Spoken | undefined): Partial<Spoken> {
  const sure = numberIn(event, "confidence");
  return {
    transcribedBy: wordsIn(event, "engine"),
    isDraft: before?.isDraft === true || isSet(event, "is_draft"),
    confidence:
      sure === null ? (before?.confidence ?? null) : Math.min(sure, before?.confidence ?? 1),
  };
}

function numbersIn({ payload }: PlacedEvent, name: string): number[] {
  const value = payload[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === "number") : [];
}
