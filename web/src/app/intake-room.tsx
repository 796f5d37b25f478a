import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { IntakePage } from "@/features/intake/intake";
import { usePracticeApi } from "@/features/practice/calls";
import { INTAKE, RoomKindIs } from "@/features/room/kind";
import { RoomPart } from "@/features/room/room";
import { PracticeSocket } from "@/shared/live/practice-socket";
import { Note } from "@/shared/ui/note";

/** The intake's page with the room in it: the same talk, on one side of the drafts. */
export function IntakeWithTalk({ id }: { id: string }) {
  return (
    <IntakePage
      id={id}
      talk={(sessionId) => <Talk key={sessionId} sessionId={sessionId} id={id} />}
    />
  );
}

function Talk({ sessionId, id }: { sessionId: string; id: string }) {
  const calls = usePracticeApi();
  const queries = useQueryClient();
  const renew = useCallback(
    () => void queries.invalidateQueries({ queryKey: ["intake", id] }),
    [queries, id],
  );
  const parts = useMemo(
    () => ({
      dial: (address: string) =>
        new PracticeSocket(address, async (session) => (await calls.ticket(session)).ticket),
    }),
    [calls],
  );
  return (
    <RoomKindIs value={INTAKE}>
      <RoomPart
        sessionId={sessionId}
        onOver={renew}
        parts={parts}
        closed={
          <Note title="This talk is not open from here.">
            Whoever hires talks under their own account. What is written from it appears beside.
          </Note>
        }
      />
    </RoomKindIs>
  );
}
