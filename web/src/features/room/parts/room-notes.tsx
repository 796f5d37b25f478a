import { User, Wifi, WifiOff } from "lucide-react";
import { count } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { Status } from "@/shared/ui/status";
import { staffWords, type Talk } from "../talk";
import type { RoomControls } from "../use-talk";

interface RoomNotesProps {
  talk: Talk;
  onDismiss: () => void;
}

const WORTH_SAYING_MS = 3000;

/** Above the question: whether a person is there, as long as they are, and at most one thing more. */
export function RoomNotes({ talk, onDismiss }: RoomNotesProps) {
  const note = pressing(talk, onDismiss);
  const staff = staffWords(talk);
  if (!note && !staff) return null;
  return (
    <div className="mb-6 grid gap-3">
      {staff ? (
        <p>
          <Status icon={User} tone="clay">
            {staff}
          </Status>
        </p>
      ) : null}
      {note}
    </div>
  );
}

function pressing(talk: Talk, onDismiss: RoomControls["dismiss"]) {
  const close = (
    <Button size="small" onClick={onDismiss}>
      Dismiss
    </Button>
  );
  if (talk.lostAt !== null) {
    return (
      <Note tone="amber" title="Disconnected. Your answers are saved." icon={WifiOff}>
        The interview continues when you are connected again. You can keep typing.
      </Note>
    );
  }
  if (talk.fault) {
    return (
      <Note tone="rose" title={talk.fault.message} actions={close}>
        {talk.fault.retryable ? "Please try again." : "Your other answers are saved."}
      </Note>
    );
  }
  if (talk.notice && talk.notice.kind !== "performance") {
    return <Note tone="tide" title={talk.notice.text} actions={close} />;
  }
  if (talk.lostForMs !== null && talk.lostForMs >= WORTH_SAYING_MS) {
    const seconds = count(Math.round(talk.lostForMs / 1000), "second");
    return (
      <Note tone="amber" title={`You were disconnected for ${seconds}.`} icon={Wifi}>
        Your answers are saved. You can continue.
      </Note>
    );
  }
  return null;
}
