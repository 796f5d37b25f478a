import { i18n } from "@lingui/core";
import { dateLocale } from "@/shared/i18n/language";
import type { DraftQuestion } from "./plan-draft";

export const GREETING_AND_CLOSING_S = 90;

interface TimeTotalProps {
  minutes: number;
  questions: DraftQuestion[];
}

/** How much of the time the questions take; greeting and closing take a minute and a half. */
export function TimeTotal({ minutes, questions }: TimeTotalProps) {
  const free = minutes * 60 - GREETING_AND_CLOSING_S;
  const taken = questions.reduce((sum, { seconds }) => sum + seconds, 0);
  const inMinutes = (seconds: number) =>
    (Math.round(seconds / 6) / 10).toLocaleString(dateLocale());
  return (
    <p className={`mt-5 ${taken > free ? "font-[550] text-rosetext" : "text-text2"}`}>
      {i18n._("{taken} of {free} minutes planned.", {
        taken: inMinutes(taken),
        free: inMinutes(free),
      })}
      {taken > free ? ` ${i18n._("Shorten or remove a question.")}` : ""}
    </p>
  );
}
