import { i18n } from "@lingui/core";

/** What a certified model did for a score. */
export interface ModelReading {
  model: string;
  certificateLine: string;
  /** The quotes that the model returned, and how many of them did not count, by the reason. */
  items: number;
  dropped: Record<string, number>;
}

/** The facts of a model's reading, each with its name; only the model where its reading did not count. */
export function modelFacts(reading: ModelReading, isScored: boolean): [string, string][] {
  if (!isScored) return [[i18n._("Model"), reading.model]];
  const dropped = Object.entries(reading.dropped);
  const total = dropped.reduce((sum, [, amount]) => sum + amount, 0);
  const reasons = dropped.map(([reason, amount]) => `${amount} ${droppedWord(reason)}`).join(", ");
  return [
    [i18n._("Certificate"), reading.certificateLine],
    [i18n._("Readings"), i18n._("3 of each answer; the middle one counts")],
    [
      i18n._("Not counted"),
      total === 0
        ? i18n._("nothing")
        : i18n._(
            "{total, plural, one {# quote of {items}: {reasons}} other {# quotes of {items}: {reasons}}}",
            { total, items: reading.items, reasons },
          ),
    ],
  ];
}

const DROPPED: Record<string, string> = {
  get not_verbatim() {
    return i18n._("not word for word");
  },
  get too_short() {
    return i18n._("too short");
  },
  get unknown_side() {
    return i18n._("not matched to an area");
  },
  get not_an_answer() {
    return i18n._("not from an answer");
  },
  get name_filled_in() {
    return i18n._("with a name that was masked");
  },
  get injection() {
    return i18n._("an attempt to influence the scorer");
  },
  get retraction() {
    return i18n._("taken back");
  },
  get withdrawn() {
    return i18n._("taken back");
  },
  get rubric_echo() {
    return i18n._("copied from the rubric");
  },
  get other_language() {
    return i18n._("in another language");
  },
  get unintelligible() {
    return i18n._("not understood");
  },
  get self_praise() {
    return i18n._("self-praise");
  },
  get said_already() {
    return i18n._("said twice");
  },
  get question_echo() {
    return i18n._("the question’s own words");
  },
  get question_back() {
    return i18n._("a question");
  },
  get keyword_list() {
    return i18n._("a list of words");
  },
  get ungrounded() {
    return i18n._("without an act or a fact");
  },
  get negated() {
    return i18n._("denied by the candidate");
  },
  get right_refusal() {
    return i18n._("a justified refusal");
  },
  get honest_failure() {
    return i18n._("an honest failure");
  },
};

/** Why a quote that a model found does not count. */
export function droppedWord(reason: string): string {
  return DROPPED[reason] ?? reason.replace(/_/g, " ");
}
