import { i18n } from "@lingui/core";
import { dateLocale } from "@/shared/i18n/language";

/** What the candidate's own page says. */
export const words = {
  get pageTitle() {
    return i18n._("Your application");
  },
  get loading() {
    return i18n._("Loading your page");
  },
  get notLoaded() {
    return i18n._("Your page did not load. Your data is not affected.");
  },
  get notSaved() {
    return i18n._("That did not work. Please try again.");
  },
  position: (position: string, company: string) =>
    position ? i18n._("{position} at {company}", { position, company }) : company,
  status: {
    get preparing() {
      return i18n._("Your interview is being prepared.");
    },
    get ready() {
      return i18n._("Your interview is ready for you.");
    },
    get scheduled() {
      return i18n._("Your interview is scheduled.");
    },
    get in_progress() {
      return i18n._("Your interview has started.");
    },
    get in_review() {
      return i18n._("Your answers are under review.");
    },
    get decided() {
      return i18n._("A decision has been made.");
    },
    get withdrawn() {
      return i18n._("You withdrew your application.");
    },
    get closed() {
      return i18n._("This interview is closed.");
    },
  },
  get now() {
    return i18n._("Now");
  },
  get next() {
    return i18n._("Next");
  },
  get afterThat() {
    return i18n._("After that");
  },
  steps: {
    get preparing() {
      return i18n._("You do not need to do anything. You will receive a message when it is ready.");
    },
    ready: (until: string) => i18n._("Start at any time until {until}.", { until }),
    scheduled: (at: string) =>
      i18n._("Your interview starts on {at}. Use this same link then.", { at }),
    get inProgress() {
      return i18n._("Use the same link to continue where you stopped.");
    },
    afterInterview: (company: string) =>
      i18n._(
        "A person at {company} reads your answers and decides. The computer does not decide.",
        { company },
      ),
    inReview: (company: string) =>
      i18n._(
        "Your answers are saved. A person at {company} reads them and decides. The computer does not decide.",
        { company },
      ),
    replyBy: (company: string, day: string) =>
      i18n._("{company} promises you a reply by {day}.", { company, day }),
    reply: (company: string, email: string) =>
      email
        ? i18n._("{company} will contact you at {email}.", { company, email })
        : i18n._("The person who invited you will contact you."),
    decided: (company: string) =>
      i18n._("A person at {company} has made a decision about your application.", { company }),
    told: (company: string) =>
      i18n._(
        "{company} will tell you the result. If you do not hear from them, ask: see “Questions” below.",
        { company },
      ),
    withdrawn: (company: string) =>
      i18n._("{company} knows that you withdrew. Your answers are not assessed any further.", {
        company,
      }),
    get closed() {
      return i18n._("You can no longer take part.");
    },
    kept: (days: number) =>
      i18n._(
        "Your answers and personal data are deleted {days} days after the interview ends. You can delete them sooner: see “My data” below.",
        { days },
      ),
  },
  get toInterview() {
    return i18n._("Go to the interview");
  },
  time: {
    get heading() {
      return i18n._("Interview time");
    },
    get calendar() {
      return i18n._("Add to calendar");
    },
    get change() {
      return i18n._("Choose another time");
    },
    get newTime() {
      return i18n._("New time");
    },
    get newTimeHint() {
      return i18n._(
        "Any time between 15 minutes and 14 days from now. You will receive a new invitation.",
      );
    },
    get save() {
      return i18n._("Save the new time");
    },
    get saving() {
      return i18n._("Saving…");
    },
    saved: (at: string) => i18n._("Your interview is now scheduled for {at}.", { at }),
    get remind() {
      return i18n._("Remind me later");
    },
    get remindAt() {
      return i18n._("When should your calendar remind you?");
    },
    get remindHint() {
      return i18n._(
        "This only adds a reminder to your calendar. You can start at any other time while the link is open.",
      );
    },
    get remindFile() {
      return i18n._("Save the reminder");
    },
    get missing() {
      return i18n._("Choose a day and a time.");
    },
  },
  slots: {
    get loading() {
      return i18n._("Loading the times");
    },
    get notLoaded() {
      return i18n._("The times could not be loaded.");
    },
    get choose() {
      return i18n._("Choose a time");
    },
    get move() {
      return i18n._("Choose another time");
    },
    hint: (minutes: number, zone: string) =>
      i18n._(
        "Each takes about {minutes} minutes. Times are in your time zone, {zone}. You will receive an invitation.",
        { minutes, zone },
      ),
    get none() {
      return i18n._("No time is free at the moment. Check again later, or ask for a person below.");
    },
    get closed() {
      return i18n._("The time can no longer be changed here. See “Questions” below.");
    },
    get taken() {
      return i18n._("This time was just booked by someone else. Choose another one.");
    },
    get booking() {
      return i18n._("Booking…");
    },
    booked: (at: string) => i18n._("Your interview is booked for {at}.", { at }),
  },
  contact: {
    get heading() {
      return i18n._("Questions");
    },
    get write() {
      return i18n._("Write to");
    },
    get nobody() {
      return i18n._("Write to the person who invited you.");
    },
    get person() {
      return i18n._("Ask for a person");
    },
    get asking() {
      return i18n._("Sending…");
    },
    get before() {
      return i18n._(
        "Do you want to speak with a person instead of the computer? Ask for one, and a person will contact you.",
      );
    },
    get after() {
      return i18n._(
        "If you want to speak with a person, ask for one, and a person will contact you.",
      );
    },
    asked: (at: string) =>
      i18n._("You asked for a person on {at}. A person will contact you.", { at }),
  },
  result: {
    get heading() {
      return i18n._("The result");
    },
    goesOn: (company: string) =>
      i18n._("{company} would like to continue with your application.", { company }),
    doesNotGoOn: (company: string) =>
      i18n._("{company} will not continue with your application.", { company }),
    how: (day: string) =>
      i18n._(
        "A person made this decision on {day}. This is how clearly your answers showed each area:",
        { day },
      ),
    impressions: {
      get clear() {
        return i18n._("Clear examples");
      },
      get partial() {
        return i18n._("Some examples");
      },
      get little() {
        return i18n._("Few examples");
      },
      get not_assessed() {
        return i18n._("Not assessed");
      },
    },
    get note() {
      return i18n._("This is about what you said in this one interview, not about you.");
    },
  },
  review: {
    get heading() {
      return i18n._("Review by a person");
    },
    get intro() {
      return i18n._(
        "If you think that the result is wrong, ask for a review. A person will look at it again.",
      );
    },
    get label() {
      return i18n._("What should the person look at?");
    },
    get hint() {
      return i18n._("You can leave this empty.");
    },
    get send() {
      return i18n._("Ask for a review");
    },
    get sending() {
      return i18n._("Sending…");
    },
    asked: (at: string) => i18n._("You asked for a review on {at}. A person will answer.", { at }),
    get yours() {
      return i18n._("You wrote:");
    },
    answered: (at: string) => i18n._("A person answered on {at}:", { at }),
  },
  answers: {
    get heading() {
      return i18n._("Your answers");
    },
    get intro() {
      return i18n._(
        "If we misheard something, write what you said. People who read your answer see both versions.",
      );
    },
    show: (count: number) =>
      i18n._("{count, plural, one {Show # answer} other {Show # answers}}", { count }),
    get hide() {
      return i18n._("Hide the answers");
    },
    get none() {
      return i18n._("Your answers are no longer stored.");
    },
    get correct() {
      return i18n._("Correct this answer");
    },
    get change() {
      return i18n._("Change the correction");
    },
    get label() {
      return i18n._("What you said");
    },
    get save() {
      return i18n._("Save the correction");
    },
    get saving() {
      return i18n._("Saving…");
    },
    get cancel() {
      return i18n._("Cancel");
    },
    get yours() {
      return i18n._("Your correction:");
    },
  },
  feedback: {
    get heading() {
      return i18n._("How was it?");
    },
    get intro() {
      return i18n._("Your feedback is not part of the assessment.");
    },
    get legend() {
      return i18n._("Your rating");
    },
    get stars() {
      return [
        i18n._("Poor"),
        i18n._("Not so good"),
        i18n._("All right"),
        i18n._("Good"),
        i18n._("Excellent"),
      ];
    },
    get label() {
      return i18n._("What was good, and what was not?");
    },
    get hint() {
      return i18n._("You can leave this empty.");
    },
    get send() {
      return i18n._("Send feedback");
    },
    get sending() {
      return i18n._("Sending…");
    },
    get missing() {
      return i18n._("Choose a rating first.");
    },
    get thanks() {
      return i18n._("Thank you. Your feedback is saved. You can change it.");
    },
  },
  voluntary: {
    get heading() {
      return i18n._("Voluntary questions");
    },
    intro: (company: string) =>
      i18n._(
        "You can answer these or leave them out. {company} counts from the answers whether it treats groups equally.",
        { company },
      ),
    get privacy() {
      return i18n._(
        "Your answers are stored apart from your interview. No person sees them, only you. They are not part of the assessment and never reach the decision. They are deleted together with your data.",
      );
    },
    questions: {
      get gender() {
        return i18n._("Gender");
      },
      get ethnicity() {
        return i18n._("Ethnic group");
      },
      get age() {
        return i18n._("Age");
      },
      get disability() {
        return i18n._("Do you have a disability?");
      },
    } as Record<string, string>,
    answers: {
      gender: {
        get woman() {
          return i18n._("Woman");
        },
        get man() {
          return i18n._("Man");
        },
        get non_binary() {
          return i18n._("Non-binary");
        },
        get other() {
          return i18n._("Another gender");
        },
      },
      age: {
        get under_30() {
          return i18n._("Under 30");
        },
        get "30_to_39"() {
          return i18n._("30 to 39");
        },
        get "40_to_49"() {
          return i18n._("40 to 49");
        },
        get "50_to_59"() {
          return i18n._("50 to 59");
        },
        get "60_or_over"() {
          return i18n._("60 or over");
        },
      },
      disability: {
        get yes() {
          return i18n._("Yes");
        },
        get no() {
          return i18n._("No");
        },
      },
      ethnicity: {
        get hispanic_or_latino() {
          return i18n._("Hispanic or Latino");
        },
        get white() {
          return i18n._("White");
        },
        get black_or_african_american() {
          return i18n._("Black or African American");
        },
        get asian() {
          return i18n._("Asian");
        },
        get native_hawaiian_or_pacific_islander() {
          return i18n._("Native Hawaiian or other Pacific Islander");
        },
        get american_indian_or_alaska_native() {
          return i18n._("American Indian or Alaska Native");
        },
        get two_or_more() {
          return i18n._("Two or more of these");
        },
        get black() {
          return i18n._("Black");
        },
        get mixed() {
          return i18n._("Mixed");
        },
        get other() {
          return i18n._("Another ethnic group");
        },
      },
    } as Record<string, Record<string, string>>,
    get silence() {
      return i18n._("Prefer not to say");
    },
    get send() {
      return i18n._("Save my answers");
    },
    get sending() {
      return i18n._("Saving…");
    },
    get thanks() {
      return i18n._("Saved. You can change your answers or take them back here.");
    },
  },
  data: {
    get heading() {
      return i18n._("My data");
    },
    get intro() {
      return i18n._("You can download a copy of your data, or delete it.");
    },
    get text() {
      return i18n._("Download as text");
    },
    get json() {
      return i18n._("Download as JSON");
    },
    get preparing() {
      return i18n._("Preparing…");
    },
    get erase() {
      return i18n._("Delete my data");
    },
    get question() {
      return i18n._("Delete all your data?");
    },
    meaning: (company: string) =>
      i18n._(
        "Your name, contact details, résumé, answers and recordings are deleted at once and cannot be restored. If your application is still open, it ends. {company} keeps the dates, scores and outcome of the interview and the stars of your feedback, without your name, to show that it treats people equally. Backups can hold a copy for some time.",
        { company },
      ),
    get keep() {
      return i18n._("Keep my data");
    },
    get confirm() {
      return i18n._("Delete everything");
    },
    get deleting() {
      return i18n._("Deleting…");
    },
    get erased() {
      return i18n._("Your data has been deleted.");
    },
    erasedText: (company: string) =>
      i18n._(
        "{company} no longer has your name, your contact details or your answers. This link no longer works. You can close this page.",
        { company },
      ),
    get copyTitle() {
      return i18n._("Your data");
    },
  },
  withdraw: {
    get heading() {
      return i18n._("Withdraw");
    },
    get intro() {
      return i18n._(
        "You can withdraw at any time before the decision. You do not have to give a reason.",
      );
    },
    get button() {
      return i18n._("Withdraw my application");
    },
    get question() {
      return i18n._("Withdraw your application?");
    },
    meaning: (company: string) =>
      i18n._(
        "The interview ends, and {company} is notified. This cannot be undone. Your data stays until you delete it or its storage period ends.",
        { company },
      ),
    get keep() {
      return i18n._("Do not withdraw");
    },
    get confirm() {
      return i18n._("Withdraw");
    },
    get sending() {
      return i18n._("Withdrawing…");
    },
  },
};

export function day(at: string): string {
  return new Date(at).toLocaleDateString(dateLocale(), { day: "numeric", month: "long" });
}

/** The day with its name, in the reader's own time zone. */
export function fullDay(at: string): string {
  return new Date(at).toLocaleDateString(dateLocale(), {
    weekday: "long",
    day: "numeric",
    month: "long",
  });
}

export function clock(at: string): string {
  return new Date(at).toLocaleTimeString(dateLocale(), { hour: "2-digit", minute: "2-digit" });
}

export function dayAndTime(at: string): string {
  return new Date(at).toLocaleString(dateLocale(), {
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
}
