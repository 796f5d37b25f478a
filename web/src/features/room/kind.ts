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
  help: "If something is in the way, reply to your invitation: a person reads it.",
  askFirst: {
    skip: "Whoever reads your answers sees that you left it out, not why.",
    finishTitle: "Finish the interview now?",
    finish: "Questions that were not asked are not held against you.",
  },
};

/** A room that whoever is signed in enters by themselves: what is kept is said before. */
export interface SignedInKind extends RoomKind {
  wayIn: { terms: string; begin: string; check: string; under: string };
}

/** Practice decides about nothing, and nobody else is in it. */
export const PRACTICE: SignedInKind = {
  name: "Practice",
  whole: "the practice",
  help: "You can leave and come back to the same question for a while, or stop at any time.",
  askFirst: {
    skip: "Your review says that you left it out, and nothing more.",
    finishTitle: "Finish this practice now?",
    finish: "Your review is written from that.",
  },
  wayIn: {
    terms: "What you agree to",
    begin: "Agree and begin",
    check: "Agree and check the sound",
    under:
      "Nothing of your talk has been kept so far. You find this practice again under My reviews.",
  },
};

/** A manager tells what a role needs; the drafts grow beside it. */
export const INTAKE: SignedInKind = {
  name: "The talk",
  whole: "the talk",
  isPart: true,
  help: "You can leave and come back to the same question.",
  askFirst: {
    skip: "The drafts say less about it. You can add it to a draft later.",
    finishTitle: "Finish the talk now?",
    finish: "The drafts are written from that.",
  },
  wayIn: {
    terms: "What is kept",
    begin: "Begin the talk",
    check: "Check the sound",
    under: "Nothing has been kept so far. The talk begins when you go in.",
  },
};

const Kind = createContext<RoomKind>(INTERVIEW);
export const RoomKindIs = Kind.Provider;

export function useRoomKind(): RoomKind {
  return useContext(Kind);
}
