import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { IntakePage } from "@/features/intake/intake";
import { usePracticeApi } from "@/features/practice/calls";
import { endingOf } from "@/features/room/endings";
import { INTAKE, RoomKindIs } from "@/features/room/kind";
import { RoomPart } from "@/features/room/room";
import { PracticeSocket } from "@/shared/live/practice-socket";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { ticketOf } from "./room-ticket";

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
        new PracticeSocket(address, async (session) => ticketOf(await calls.ticket(session))),
    }),
    [calls],
  );
  const [attempt, setAttempt] = useState(1);
  return (
    <RoomKindIs value={INTAKE}>
      <RoomPart
        key={attempt}
        sessionId={sessionId}
        onOver={renew}
        parts={parts}
        ended={(reason) => <Ended reason={reason} onAgain={() => setAttempt(attempt + 1)} />}
        closed={
          <Note title="This talk is not open from here.">
            Whoever hires talks under their own account. What is written from it appears beside.
          </Note>
        }
      />
    </RoomKindIs>
  );
}

/** Too little was said, or the line was lost: then nothing is written yet, and one can begin again. */
function Ended({ reason, onAgain }: { reason: string | null; onAgain: () => void }) {
  if (endingOf(reason) === "finished") {
    return (
      <Note tone="clay" title="The talk is over.">
        The drafts are written from what was said.
      </Note>
    );
  }
  return (
    <Note
      title="The talk ended before enough was said to write from."
      actions={
        <Button size="small" onClick={onAgain}>
          Begin again
        </Button>
      }
    >
      Nothing is made up instead.
    </Note>
  );
}
