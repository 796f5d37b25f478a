/** What the step with the one-time code says; both ways in show it. */
export const codeWords = {
  sent: "We sent a six-digit code to",
  intro:
    "The code expires after 10 minutes. If it does not arrive within a minute, look in your spam folder.",
  label: "Six-digit code",
  hint: "You can paste the whole code.",
  digits: (count: number) => `The code must have 6 digits. You entered ${count}.`,
  wrong: "The code is incorrect. Use the code from our most recent e-mail.",
  failed: "The code could not be sent or checked.",
  next: "Continue",
  checking: "Checking…",
  again: "Send a new code",
  againIn: (time: string) => `Send a new code in ${time}`,
  left: (count: number) =>
    count > 0
      ? `${count === 1 ? "1 attempt" : `${count} attempts`} left with this code.`
      : "No attempts left with this code. Send a new one.",
  noAccess: "If you do not have access to this address, contact the person who invited you.",
  closedUntil: (time: string) => `Too many attempts. Try again at ${time}.`,
};
