import { codeWords } from "../../parts/code-words";

/** The candidate's own page in English: every other language has the same entries. */
export const en = {
  pageTitle: "Your application",
  loading: "Loading your page",
  notLoaded: "Your page did not load. Your data is not affected.",
  notSaved: "That did not work. Please try again.",
  position: (position: string, company: string) =>
    position ? `${position} at ${company}` : company,
  status: {
    preparing: "Your interview is being prepared.",
    ready: "Your interview is ready for you.",
    scheduled: "Your interview is scheduled.",
    in_progress: "Your interview has started.",
    in_review: "Your answers are under review.",
    decided: "A decision has been made.",
    withdrawn: "You withdrew your application.",
    closed: "This interview is closed.",
  },
  now: "Now",
  next: "Next",
  afterThat: "After that",
  steps: {
    preparing: "You do not need to do anything. You will receive a message when it is ready.",
    ready: (until: string) => `Start at any time until ${until}.`,
    scheduled: (at: string) => `Your interview starts on ${at}. Use this same link then.`,
    inProgress: "Use the same link to continue where you stopped.",
    afterInterview: (company: string) =>
      `A person at ${company} reads your answers and decides. The computer does not decide.`,
    inReview: (company: string) =>
      `Your answers are saved. A person at ${company} reads them and decides. The computer does not decide.`,
    replyBy: (company: string, day: string) => `${company} promises you a reply by ${day}.`,
    reply: (company: string, email: string) =>
      email
        ? `${company} will contact you at ${email}.`
        : "The person who invited you will contact you.",
    decided: (company: string) =>
      `A person at ${company} has made a decision about your application.`,
    told: (company: string) =>
      `${company} will tell you the result. If you do not hear from them, ask: see “Questions” below.`,
    withdrawn: (company: string) =>
      `${company} knows that you withdrew. Your answers are not assessed any further.`,
    closed: "You can no longer take part.",
    kept: (days: number) =>
      `Your answers and personal data are deleted ${days} days after the interview ends. You can delete them sooner: see “My data” below.`,
  },
  toInterview: "Go to the interview",
  time: {
    heading: "Interview time",
    calendar: "Add to calendar",
    change: "Choose another time",
    newTime: "New time",
    newTimeHint:
      "Any time between 15 minutes and 14 days from now. You will receive a new invitation.",
    save: "Save the new time",
    saving: "Saving…",
    saved: (at: string) => `Your interview is now scheduled for ${at}.`,
    remind: "Remind me later",
    remindAt: "When should your calendar remind you?",
    remindHint:
      "This only adds a reminder to your calendar. You can start at any other time while the link is open.",
    remindFile: "Save the reminder",
    missing: "Choose a day and a time.",
  },
  slots: {
    loading: "Loading the times",
    notLoaded: "The times could not be loaded.",
    choose: "Choose a time",
    move: "Choose another time",
    hint: (minutes: number, zone: string) =>
      `Each takes about ${minutes} minutes. Times are in your time zone, ${zone}. You will receive an invitation.`,
    none: "No time is free at the moment. Check again later, or ask for a person below.",
    closed: "The time can no longer be changed here. See “Questions” below.",
    taken: "This time was just booked by someone else. Choose another one.",
    booking: "Booking…",
    booked: (at: string) => `Your interview is booked for ${at}.`,
  },
  contact: {
    heading: "Questions",
    write: "Write to",
    nobody: "Write to the person who invited you.",
    person: "Ask for a person",
    asking: "Sending…",
    before:
      "Do you want to speak with a person instead of the computer? Ask for one, and a person will contact you.",
    after: "If you want to speak with a person, ask for one, and a person will contact you.",
    asked: (at: string) => `You asked for a person on ${at}. A person will contact you.`,
  },
  result: {
    heading: "The result",
    goesOn: (company: string) => `${company} would like to continue with your application.`,
    doesNotGoOn: (company: string) => `${company} will not continue with your application.`,
    how: (day: string) =>
      `A person made this decision on ${day}. This is how clearly your answers showed each area:`,
    impressions: {
      clear: "Clear examples",
      partial: "Some examples",
      little: "Few examples",
      not_assessed: "Not assessed",
    },
    note: "This is about what you said in this one interview, not about you.",
  },
  review: {
    heading: "Review by a person",
    intro:
      "If you think that the result is wrong, ask for a review. A person will look at it again.",
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
    intro:
      "If we misheard something, write what you said. People who read your answer see both versions.",
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
    intro: "Your feedback is not part of the assessment.",
    legend: "Your rating",
    stars: ["Poor", "Not so good", "All right", "Good", "Excellent"],
    label: "What was good, and what was not?",
    hint: "You can leave this empty.",
    send: "Send feedback",
    sending: "Sending…",
    missing: "Choose a rating first.",
    thanks: "Thank you. Your feedback is saved. You can change it.",
  },
  voluntary: {
    heading: "Voluntary questions",
    intro: (company: string) =>
      `You can answer these or leave them out. ${company} counts from the answers whether it treats groups equally.`,
    privacy:
      "Your answers are stored apart from your interview. No person sees them, only you. They are not part of the assessment and never reach the decision. They are deleted together with your data.",
    questions: {
      gender: "Gender",
      ethnicity: "Ethnic group",
      age: "Age",
      disability: "Do you have a disability?",
    } as Record<string, string>,
    answers: {
      gender: { woman: "Woman", man: "Man", non_binary: "Non-binary", other: "Another gender" },
      age: {
        under_30: "Under 30",
        "30_to_39": "30 to 39",
        "40_to_49": "40 to 49",
        "50_to_59": "50 to 59",
        "60_or_over": "60 or over",
      },
      disability: { yes: "Yes", no: "No" },
      ethnicity: {
        hispanic_or_latino: "Hispanic or Latino",
        white: "White",
        black_or_african_american: "Black or African American",
        asian: "Asian",
        native_hawaiian_or_pacific_islander: "Native Hawaiian or other Pacific Islander",
        american_indian_or_alaska_native: "American Indian or Alaska Native",
        two_or_more: "Two or more of these",
        black: "Black",
        mixed: "Mixed",
        other: "Another ethnic group",
      },
    } as Record<string, Record<string, string>>,
    silence: "Prefer not to say",
    send: "Save my answers",
    sending: "Saving…",
    thanks: "Saved. You can change your answers or take them back here.",
  },
  data: {
    heading: "My data",
    intro: "You can download a copy of your data, or delete it.",
    text: "Download as text",
    json: "Download as JSON",
    preparing: "Preparing…",
    erase: "Delete my data",
    question: "Delete all your data?",
    meaning: (company: string) =>
      `Your name, contact details, résumé, answers and recordings are deleted at once and cannot be restored. If your application is still open, it ends. ${company} keeps the dates, scores and outcome of the interview and the stars of your feedback, without your name, to show that it treats people equally. Backups can hold a copy for some time.`,
    keep: "Keep my data",
    confirm: "Delete everything",
    deleting: "Deleting…",
    erased: "Your data has been deleted.",
    erasedText: (company: string) =>
      `${company} no longer has your name, your contact details or your answers. This link no longer works. You can close this page.`,
    copyTitle: "Your data",
  },
  withdraw: {
    heading: "Withdraw",
    intro: "You can withdraw at any time before the decision. You do not have to give a reason.",
    button: "Withdraw my application",
    question: "Withdraw your application?",
    meaning: (company: string) =>
      `The interview ends, and ${company} is notified. This cannot be undone. Your data stays until you delete it or its storage period ends.`,
    keep: "Do not withdraw",
    confirm: "Withdraw",
    sending: "Withdrawing…",
  },
  code: codeWords,
};

export type OwnPageWords = typeof en;
