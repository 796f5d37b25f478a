import { i18n } from "@lingui/core";
import { humanised } from "./words";

/** What became of a proposed question that was not asked. */
const OUTCOMES: Record<string, string> = {
  get lower_value() {
    return i18n._("Lower value");
  },
  get too_late() {
    return i18n._("Too late");
  },
  get too_old() {
    return i18n._("Too old");
  },
  get switched_off() {
    return i18n._("Switched off");
  },
  get superseded() {
    return i18n._("Superseded");
  },
  get asked_already() {
    return i18n._("Asked already");
  },
  get planned_later() {
    return i18n._("Planned later");
  },
  get enough_asked() {
    return i18n._("Enough asked");
  },
  get no_time() {
    return i18n._("No time");
  },
  get covered() {
    return i18n._("Covered");
  },
  get worn_out() {
    return i18n._("Worn out");
  },
  get length() {
    return i18n._("Wrong length");
  },
  get orders() {
    return i18n._("Orders");
  },
  get protected() {
    return i18n._("Protected");
  },
  get praises() {
    return i18n._("Praises");
  },
  get no_question() {
    return i18n._("No question");
  },
  get language() {
    return i18n._("Language");
  },
  get leaks_rubric() {
    return i18n._("Leaks rubric");
  },
};

export function outcomeText(code: string): string {
  return OUTCOMES[code] ?? humanised(code);
}
