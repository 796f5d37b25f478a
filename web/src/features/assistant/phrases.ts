import { i18n } from "@lingui/core";

interface Phrase {
  /** What the assistant is sent: its rules read English. */
  sent: string;
  shown: () => string;
}

/** What the page says for a person who presses a button. */
const PHRASES = {
  approve: { sent: "Approve the draft", shown: () => i18n._("Approve the draft") },
  regenerate: {
    sent: "Different questions, please",
    shown: () => i18n._("Different questions, please"),
  },
  edit: {
    sent: "I want to edit the questions",
    shown: () => i18n._("I want to edit the questions"),
  },
  preview: { sent: "Prepare a draft", shown: () => i18n._("Prepare a draft") },
  stop: { sent: "Stop", shown: () => i18n._("Stop") },
  uploaded: { sent: "The upload is done", shown: () => i18n._("The upload is done") },
  practice: {
    sent: "I want to practice a behavioral interview",
    shown: () => i18n._("I want to practice a behavioral interview"),
  },
  lastTime: { sent: "How did I do last time?", shown: () => i18n._("How did I do last time?") },
  prepare: { sent: "What should I prepare?", shown: () => i18n._("What should I prepare?") },
} satisfies Record<string, Phrase>;

export const UPLOADED = PHRASES.uploaded.sent;
export const STARTERS: Phrase[] = [PHRASES.practice, PHRASES.lastTime, PHRASES.prepare];

const ANSWERS: Record<string, Phrase> = {
  approve: PHRASES.approve,
  regenerate: PHRASES.regenerate,
  edit: PHRASES.edit,
  preview: PHRASES.preview,
  stop: PHRASES.stop,
};

/** What is sent for an offer of the assistant, or undefined where it is no answer. */
export function answerTo(kind: string): string | undefined {
  return ANSWERS[kind]?.sent;
}

/** A person's message as the page shows it: its own sentences in the language of the page. */
export function shownAs(text: string): string {
  return (
    Object.values<Phrase>(PHRASES)
      .find(({ sent }) => sent === text)
      ?.shown() ?? text
  );
}
