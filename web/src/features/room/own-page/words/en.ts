/** The candidate's own page in English: every other language has the same entries. */
export const en = {
  pageTitle: "Your application",
  loading: "Loading your page",
  notLoaded: "Your page did not load. Your data is not affected.",
  notSaved: "This was not saved.",
  position: (position: string, company: string) =>
    position ? `${position} at ${company}` : company,
  status: {
    preparing: "Your interview is being prepared.",
    ready: "Your interview is ready for you.",
    scheduled: "Your interview has a time.",
    in_progress: "Your interview has begun.",
    in_review: "A person is reading your answers.",
    decided: "A decision was made.",
    withdrawn: "You withdrew.",
    closed: "This interview is closed.",
  },
  now: "Now",
  next: "Next",
  afterThat: "After that",
  steps: {
    preparing: "You do not need to do anything. You will receive a message when it is ready.",
    ready: (until: string) => `Start whenever it suits you until ${until}.`,
    scheduled: (at: string) => `Your interview begins on ${at}. Come back with the same link.`,
    inProgress: "You can come back to it with the same link and go on where you stopped.",
    afterInterview: (company: string) =>
      `A person at ${company} reads your answers and decides. The computer does not decide.`,
    inReview: (company: string) =>
      `Your answers are saved. A person at ${company} reads them and decides. The computer does not decide.`,
    replyBy: (company: string, day: string) => `${company} promises you a reply by ${day}.`,
    reply: (company: string, email: string) =>
      email
        ? `${company} will contact you at ${email}.`
        : "The person who invited you will contact you.",
    decided: (company: string) => `A person at ${company} has decided about your application.`,
    told: (company: string) =>
      `${company} will tell you the result. If you hear nothing, ask: see “Questions” below.`,
    withdrawn: (company: string) =>
      `${company} knows that you withdrew. Your interview is not assessed further.`,
    closed: "You can no longer take part.",
    kept: (days: number) =>
      `Your answers and personal data are erased ${days} days after the end of the interview, or now if you wish, see below.`,
  },
  toInterview: "Go to the interview",
  time: {
    heading: "Time",
    calendar: "Add to calendar",
    change: "Choose another time",
    newTime: "New time",
    newTimeHint:
      "From 15 minutes from now, at most 14 days away. You will receive a new invitation.",
    save: "Save the new time",
    saving: "Saving…",
    saved: (at: string) => `Your interview is now on ${at}.`,
    remind: "Remind me later",
    remindAt: "When should your calendar remind you?",
    remindHint: "You need no appointment. The link also works at any other time.",
    remindFile: "Save the reminder",
    missing: "Choose a day and a time.",
  },
  contact: {
    heading: "Questions",
    write: "Write to",
    nobody: "Write to the person who invited you.",
    person: "Ask for a person",
    asking: "Sending…",
    before:
      "You can speak with a person instead of the computer. Ask for one, and a person will contact you.",
    after: "If you want to speak with a person, ask for one, and a person will contact you.",
    asked: (at: string) => `You asked for a person on ${at}. A person will contact you.`,
  },
  result: {
    heading: "The result",
    goesOn: (company: string) => `${company} would like to go on with you.`,
    doesNotGoOn: (company: string) => `${company} does not go on with your application.`,
    how: (day: string) =>
      `A person decided this on ${day}, after reading your answers. How clearly your answers showed each area:`,
    impressions: {
      clear: "Clear examples",
      partial: "Some examples",
      little: "Few examples",
      not_assessed: "Too little was said to tell",
    },
    note: "This is about what you said in this one interview, not about you.",
  },
  review: {
    heading: "Review by a person",
    intro: "If you think that the result is wrong, a person will look at it again.",
    label: "What should the person look at?",
    hint: "You can leave this empty.",
    send: "Ask for a review",
    sending: "Sending…",
    asked: (at: string) => `You asked for a review on ${at}. A person will answer.`,
    yours: "You wrote:",
    answered: (at: string) => `A person answered on ${at}:`,
  },
  answers: {
    heading: "Your answers",
    intro: "If something was heard wrong, say what you said. People who read your answer see both.",
    show: (count: number) => (count === 1 ? "Show 1 answer" : `Show ${count} answers`),
    hide: "Hide the answers",
    none: "Your answers are no longer stored.",
    correct: "Correct this answer",
    change: "Change the correction",
    label: "What you said",
    save: "Save the correction",
    saving: "Saving…",
    cancel: "Cancel",
    yours: "Your correction:",
  },
  feedback: {
    heading: "How was it?",
    intro: "Your feedback has no influence on the decision.",
    legend: "Your rating",
    stars: ["Poor", "Not so good", "All right", "Good", "Excellent"],
    label: "What was good, and what was not?",
    hint: "You can leave this empty.",
    send: "Send feedback",
    sending: "Sending…",
    missing: "Choose a rating first.",
    thanks: "Thank you. Your feedback is saved. You can change it.",
  },
  data: {
    heading: "My data",
    intro: "You can take a copy with you, or have everything deleted.",
    text: "Download to read",
    json: "Download for programs (JSON)",
    preparing: "Preparing…",
    erase: "Delete my data",
    question: "Delete all your data?",
    meaning: (company: string) =>
      `Your name, contact details, résumé, answers and recordings are deleted at once and cannot be restored. If your application is still open, it ends. ${company} keeps only that there was an interview, its dates and its outcome, without your name, to be able to show that it treats people equally.`,
    keep: "Keep my data",
    confirm: "Delete everything",
    deleting: "Deleting…",
    erased: "Your data is deleted.",
    erasedText: (company: string) =>
      `${company} no longer has your name, your contact details or your answers. This link no longer works. You can close this page.`,
    copyTitle: "Your data",
  },
  withdraw: {
    heading: "Withdraw",
    intro: "You can withdraw at any time. You do not have to give a reason.",
    button: "Withdraw my application",
    question: "Withdraw your application?",
    meaning: (company: string) =>
      `The interview ends, and ${company} is notified. This cannot be undone. Your data stays until you delete it or its time is over.`,
    keep: "Stay in",
    confirm: "Withdraw",
    sending: "Withdrawing…",
  },
  code: {
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
  },
};

export type OwnPageWords = typeof en;
