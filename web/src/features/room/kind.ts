import { createContext, useContext } from "react";

interface AskFirstWords {
  skip: string;
  finishTitle: string;
  finish: string;
}

/** What a room says differently, by whose interview it is. */
export interface RoomKind {
  name: string;
  /** How it is called within a sentence. */
  whole: string;
  help: string;
  /** Inside another page the question is not the page's own heading and takes no focus. */
  isPart?: boolean;
  askFirst: AskFirstWords;
}

export const INTERVIEW: RoomKind = {
  name: "Your interview",
  whole: "the interview",
  help: "If you need help, reply to your invitation. A person reads it.",
  askFirst: {
    skip: "The hiring team sees that you skipped it, but not why.",
    finishTitle: "End the interview now?",
    finish: "Questions that were not asked are not held against you.",
  },
};

/** A room that the signed-in user enters by themselves: what is kept is said before. */
export interface SignedInKind extends RoomKind {
  beforeStart: { terms: string; begin: string; check: string; under: string };
}

/** Practice leads to no decision, and only the account owner takes part. */
export const PRACTICE: SignedInKind = {
  name: "Practice",
  whole: "the practice interview",
  help: "You can leave and return to the same question for a limited time, or stop at any time.",
  askFirst: {
    skip: "Your review notes that you skipped it.",
    finishTitle: "End this practice interview now?",
    finish: "Your review uses only those answers.",
  },
  beforeStart: {
    terms: "What you agree to",
    begin: "Agree and start",
    check: "Agree and test sound",
    under:
      "Nothing has been recorded so far. You can find this practice interview under My reviews.",
  },
};

/** A manager tells what a role needs; the drafts grow beside it. */
export const INTAKE: SignedInKind = {
  name: "Intake interview",
  whole: "the interview",
  isPart: true,
  help: "You can leave and return to the same question.",
  askFirst: {
    skip: "The drafts will have less detail about it. You can add it later.",
    finishTitle: "End the interview now?",
    finish: "The drafts use only those answers.",
  },
  beforeStart: {
    terms: "What is stored",
    begin: "Start interview",
    check: "Test sound",
    under: "Nothing has been recorded so far. Recording starts with the interview.",
  },
};

const Kind = createContext<RoomKind>(INTERVIEW);
export const RoomKindIs = Kind.Provider;

export function useRoomKind(): RoomKind {
  return useContext(Kind);
}
