import { i18n } from "@lingui/core";
import { RotateCcw, User, Wifi, WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { Status } from "@/shared/ui/status";
import { type RoomSession, staffStatus } from "../session";
import type { RoomControls } from "../use-session";

interface RoomNotesProps {
  session: RoomSession;
  onDismiss: () => void;
  /** Connect at once instead of after the wait. */
  onRetry: () => void;
}

const WORTH_SAYING_MS = 3000;

/** Above the question: whether a person is there, as long as they are, and at most one thing more. */
export function RoomNotes({ session, onDismiss, onRetry }: RoomNotesProps) {
  const note = pressing(session, onDismiss, onRetry);
  const staff = staffStatus(session);
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

function pressing(
  session: RoomSession,
  onDismiss: RoomControls["dismiss"],
  onRetry: RoomControls["retryNow"],
) {
  const close = (
    <Button size="small" onClick={onDismiss}>
      {i18n._("Dismiss")}
    </Button>
  );
  if (session.lostAt !== null) {
    return (
      <Note
        tone="amber"
        title={i18n._("Check your network connection.")}
        icon={WifiOff}
        actions={<TryNow onRetry={onRetry} />}
      >
        {i18n._("The interview continues when you are connected again. You can keep typing.")}
      </Note>
    );
  }
  if (session.fault) {
    return (
      <Note tone="rose" title={session.fault.message} actions={close}>
        {session.fault.retryable
          ? i18n._("Please try again.")
          : i18n._("Your other answers are saved.")}
      </Note>
    );
  }
  if (session.notice && session.notice.kind !== "performance") {
    return <Note tone="tide" title={session.notice.text} actions={close} />;
  }
  if (session.lostForMs !== null && session.lostForMs >= WORTH_SAYING_MS) {
    const seconds = Math.round(session.lostForMs / 1000);
    return (
      <Note
        tone="amber"
        title={i18n._(
          "{seconds, plural, one {You were disconnected for # second.} other {You were disconnected for # seconds.}}",
          { seconds },
        )}
        icon={Wifi}
      >
        {i18n._("Your answers are saved. You can continue.")}
      </Note>
    );
  }
  return null;
}

const TRYING_MS = 2000;

/** The room connects again by itself; a press does it now, and says that it does. */
function TryNow({ onRetry }: { onRetry: () => void }) {
  const [isTrying, setTrying] = useState(false);
  useEffect(() => {
    if (!isTrying) return;
    const timer = setTimeout(() => setTrying(false), TRYING_MS);
    return () => clearTimeout(timer);
  }, [isTrying]);
  return (
    <Button
      size="small"
      icon={<Icon of={RotateCcw} small />}
      busy={isTrying && i18n._("Connecting…")}
      onClick={() => {
        setTrying(true);
        onRetry();
      }}
    >
      {i18n._("Try now")}
    </Button>
  );
}
