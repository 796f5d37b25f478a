import { i18n } from "@lingui/core";
/** What the step with the one-time code says; both ways in show it. */
export const codeWords = {
  get title() {
    return i18n._("Enter your six-digit code");
  },
  earlier: (email: string) =>
    i18n._("A code was already requested for {email}. Use the newest one.", { email }),
  tooMany: (email: string) =>
    i18n._(
      "Too many codes were requested for {email}. The newest one works if it is not older than 10 minutes; otherwise, wait until you can send a new one.",
      { email },
    ),
  get label() {
    return i18n._("Six-digit code");
  },
  get hint() {
    return i18n._("You can paste the whole code.");
  },
  digits: (count: number) => i18n._("The code must have 6 digits. You entered {count}.", { count }),
  get wrong() {
    return i18n._("The code is incorrect. Use the newest code.");
  },
  get failed() {
    return i18n._("The code could not be sent or checked.");
  },
  get next() {
    return i18n._("Continue");
  },
  get checking() {
    return i18n._("Checking…");
  },
  get again() {
    return i18n._("Send a new code");
  },
  againIn: (time: string) => i18n._("Send a new code in {time}", { time }),
  left: (count: number) =>
    count > 0
      ? i18n._(
          "{count, plural, one {# attempt left with this code.} other {# attempts left with this code.}}",
          { count },
        )
      : i18n._("No attempts left with this code. Send a new one."),
  get noAccess() {
    return i18n._("If you do not have access to this address, contact the person who invited you.");
  },
  closedUntil: (time: string) => i18n._("Too many attempts. Try again at {time}.", { time }),
};
