import { i18n } from "@lingui/core";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { IntakePage } from "@/features/intake/intake";
import { BeforeStart } from "@/features/room/before-start";
import { endingOf } from "@/features/room/endings";
import { INTAKE, RoomKindIs } from "@/features/room/kind";
import { RoomPart } from "@/features/room/room";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { useOwnRoom } from "./room-ticket";

/** The intake's page with the room in it: the same interview, on one side of the drafts. */
export function IntakeWithRoom({ id }: { id: string }) {
  return (
    <IntakePage
      id={id}
      room={(sessionId, hasBegun) => (
        <RoomKindIs value={INTAKE}>
          <IntakeRoom key={sessionId} sessionId={sessionId} id={id} hasBegun={hasBegun} />
        </RoomKindIs>
      )}
    />
  );
}

interface IntakeRoomProps {
  sessionId: string;
  id: string;
  /** A person who returns to an interview is not asked for terms again. */
  hasBegun: boolean;
}

function IntakeRoom({ sessionId, id, hasBegun }: IntakeRoomProps) {
  const { ask, parts } = useOwnRoom();
  const queries = useQueryClient();
  const renew = useCallback(
    () => void queries.invalidateQueries({ queryKey: ["intake", id] }),
    [queries, id],
  );
  const [isIn, setIn] = useState(hasBegun);
  const [attempt, setAttempt] = useState(1);
  const room = useRef<HTMLDivElement>(null);
  const goIn = () => {
    setIn(true);
    renew();
    // What was pressed is gone; the keyboard goes on from the interview.
    room.current?.focus();
  };
  return (
    <div ref={room} tabIndex={-1} className="outline-none">
      {isIn ? (
        <RoomPart
          key={attempt}
          sessionId={sessionId}
          onOver={renew}
          parts={parts}
          ended={(reason) => <Ended reason={reason} onAgain={() => setAttempt(attempt + 1)} />}
          closed={<NotHere />}
        />
      ) : (
        <BeforeStart
          sessionId={sessionId}
          words={INTAKE.beforeStart}
          ask={ask}
          onIn={goIn}
          closed={<NotHere />}
        />
      )}
    </div>
  );
}

function NotHere() {
  return (
    <Note title={i18n._("You cannot open this interview.")}>
      {i18n._(
        "Only the hiring manager can take part, from their own account. The drafts appear on this page.",
      )}
    </Note>
  );
}

/** Too little was said, or the connection was lost: then nothing is written yet, and one can begin again. */
function Ended({ reason, onAgain }: { reason: string | null; onAgain: () => void }) {
  if (endingOf(reason) === "finished") {
    return (
      <Note tone="clay" title={i18n._("The interview is complete.")}>
        {i18n._("The drafts are being written from the answers.")}
      </Note>
    );
  }
  return (
    <Note
      title={i18n._("The interview ended with too few answers to write the drafts.")}
      actions={
        <Button size="small" onClick={onAgain}>
          {i18n._("Start again")}
        </Button>
      }
    >
      {i18n._("No drafts were written.")}
    </Note>
  );
}
