import { useMemo } from "react";
import { type PracticeCalls, type RoomTicket, usePracticeApi } from "@/features/practice/calls";
import type { Terms } from "@/features/room/before-start";
import { rememberOffer, type VoiceOffer } from "@/features/room/offer";
import type { RoomParts } from "@/features/room/use-session";
import { rememberConsent } from "@/features/room/video/offer";
import { PracticeSocket } from "@/shared/live/practice-socket";

interface OwnRoom {
  /** What going in agrees to, and what sound there is. Asking opens nothing. */
  ask: (sessionId: string) => Promise<Terms>;
  parts: RoomParts;
}

/** The room of the signed-in user: each time it is entered with a ticket of its own. */
export function useOwnRoom(): OwnRoom {
  const calls = usePracticeApi();
  return useMemo(() => ownRoom(calls), [calls]);
}

function ownRoom(calls: PracticeCalls): OwnRoom {
  return {
    ask: async (sessionId) => {
      const { consent, voice, voice_recording: recording } = await calls.ticket(sessionId);
      rememberConsent("voice", sessionId, recording);
      return { consent, voice: offerOf(voice), recording };
    },
    parts: { dial: (address) => new PracticeSocket(address, ticketOf) },
  };

  /** The room keeps what the ticket says of voice. */
  async function ticketOf(sessionId: string): Promise<string> {
    const { ticket, voice } = await calls.ticket(sessionId);
    rememberOffer(offerOf(voice));
    return ticket;
  }
}

function offerOf(voice: RoomTicket["voice"]): VoiceOffer {
  return {
    isOffered: voice.is_offered,
    isReadAloud: voice.is_read_aloud,
    answerMode: voice.answer_mode,
  };
}
