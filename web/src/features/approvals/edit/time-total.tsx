import type { DraftQuestion } from "./plan-draft";

const GREETING_AND_CLOSING_S = 90;

interface TimeTotalProps {
  minutes: number;
  questions: DraftQuestion[];
}

/** How much of the time the questions take; greeting and closing take a minute and a half. */
export function TimeTotal({ minutes, questions }: TimeTotalProps) {
  const free = minutes * 60 - GREETING_AND_CLOSING_S;
  const taken = questions.reduce((sum, { seconds }) => sum + seconds, 0);
  const inMinutes = (seconds: number) => Math.round(seconds / 6) / 10;
  return (
    <p className={`mt-5 ${taken > free ? "font-[550] text-rosetext" : "text-text2"}`}>
      {inMinutes(taken)} of {inMinutes(free)} minutes planned.
      {taken > free ? " Shorten or remove a question." : ""}
    </p>
  );
}
