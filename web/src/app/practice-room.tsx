import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { usePracticeApi } from "@/features/practice/calls";
import { PracticeNotOpen } from "@/features/practice/not-open";
import { Room } from "@/features/room/room";
import { TicketSocket } from "@/shared/live/ticket-socket";

/** The room of a practice session: the candidate's own, entered by who is signed in. */
export function PracticeRoom({ sessionId }: { sessionId: string }) {
  const calls = usePracticeApi();
  const navigate = useNavigate();
  const leave = useCallback(
    () =>
      void navigate({ to: "/practice/$sessionId/review", params: { sessionId }, replace: true }),
    [navigate, sessionId],
  );
  const parts = useMemo(
    () => ({
      dial: (address: string) =>
        new TicketSocket(address, async (id) => (await calls.ticket(id)).ticket),
    }),
    [calls],
  );
  return (
    <Room
      sessionId={sessionId}
      onOver={leave}
      parts={parts}
      name="Practice"
      closed={<PracticeNotOpen sessionId={sessionId} />}
    />
  );
}
