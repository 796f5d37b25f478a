import type { RoomTicket } from "@/features/practice/calls";
import { rememberOffer } from "@/features/room/offer";

/** Keep for the room what the ticket says of voice, and return what opens the socket. */
export function ticketOf({ ticket, voice }: RoomTicket): string {
  const { is_offered: isOffered, is_aloud: isAloud, answers } = voice;
  rememberOffer({ isOffered, isAloud, answers });
  return ticket;
}
