import { i18n } from "@lingui/core";
import { createContext, useContext } from "react";

interface AskFirstWords {
  skip: string;
  finishTitle: string;
  finish: string;
  /** What ending means where no question was answered. */
  finishUnanswered: string;
}

/** What a room says differently, by whose interview it is. */
export interface RoomKind {
  name: string;
  /** How it is called within a sentence. */
  whole: string;
  help: string;
  /** Who can listen to a recording of the voice, where one is offered. */
  voiceHint?: string;
  /** What does not depend on how one answers, where it is not only the questions and the assessment. */
  same?: string;
  /** Inside another page the question is not the page's own heading and takes no focus. */
  isPart?: boolean;
  askFirst: AskFirstWords;
}

export const INTERVIEW: RoomKind = {
  get name() {
    return i18n._("Your interview");
  },
  get whole() {
    return i18n._("the interview");
  },
  get help() {
    return i18n._("If you need help, reply to your invitation. A person reads it.");
  },
  get voiceHint() {
    return i18n._("People at the organization who may see my interview can listen to it.");
  },
  askFirst: {
    get skip() {
      return i18n._("The hiring team sees that you skipped it, but not why.");
    },
    get finishTitle() {
      return i18n._("End the interview now?");
    },
    get finish() {
      return i18n._("Questions that were not asked are not held against you.");
    },
    get finishUnanswered() {
      return i18n._(
        "You have not answered a question yet. If you end now, you withdraw your application.",
      );
    },
  },
};

/** A room that the signed-in user enters by themselves: what is kept is said before. */
export interface SignedInKind extends RoomKind {
  beforeStart: { terms: string; begin: string; check: string; under: string };
}

/** Practice leads to no decision, and only the account owner takes part. */
export const PRACTICE: SignedInKind = {
  get name() {
    return i18n._("Practice");
  },
  get whole() {
    return i18n._("the practice interview");
  },
  get help() {
    return i18n._(
      "You can leave and return to the same question for a limited time, or stop at any time.",
    );
  },
  get voiceHint() {
    return i18n._("I can listen to my answers in my review.");
  },
  askFirst: {
    get skip() {
      return i18n._("Your review notes that you skipped it.");
    },
    get finishTitle() {
      return i18n._("End this practice interview now?");
    },
    get finish() {
      return i18n._("Your review uses only those answers.");
    },
    get finishUnanswered() {
      return i18n._("You have not answered a question yet. If you end now, there is no review.");
    },
  },
  beforeStart: {
    get terms() {
      return i18n._("What you agree to");
    },
    get begin() {
      return i18n._("Agree and start");
    },
    get check() {
      return i18n._("Agree and test sound");
    },
    get under() {
      return i18n._(
        "Nothing has been recorded so far. You can find this practice interview under My reviews.",
      );
    },
  },
};

/** A manager tells what a role needs; the drafts grow beside it. */
export const INTAKE: SignedInKind = {
  get name() {
    return i18n._("Intake interview");
  },
  get whole() {
    return i18n._("the interview");
  },
  isPart: true,
  get help() {
    return i18n._("You can leave and return to the same question.");
  },
  get same() {
    return i18n._("The questions are the same. You can switch at any time.");
  },
  askFirst: {
    get skip() {
      return i18n._("The drafts will have less detail about it. You can add it later.");
    },
    get finishTitle() {
      return i18n._("End the interview now?");
    },
    get finish() {
      return i18n._("The drafts use only those answers.");
    },
    get finishUnanswered() {
      return i18n._("You have not answered a question yet. If you end now, there are no drafts.");
    },
  },
  beforeStart: {
    get terms() {
      return i18n._("What is stored");
    },
    get begin() {
      return i18n._("Start interview");
    },
    get check() {
      return i18n._("Test sound");
    },
    get under() {
      return i18n._("Nothing has been recorded so far. Recording starts with the interview.");
    },
  },
};

const Kind = createContext<RoomKind>(INTERVIEW);
export const RoomKindIs = Kind.Provider;

export function useRoomKind(): RoomKind {
  return useContext(Kind);
}
