import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Bell as Drawing } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { isAllowed, useCaller } from "@/shared/api/caller";
import { Icon } from "@/shared/ui/icon";
import { useNotifications } from "./queries";

const MOST_SHOWN = 99;

/** The way to the notifications, with how many are new. */
export function Bell() {
  const isStaff = isAllowed(useCaller(), "interview:read");
  const unread = useNotifications().data?.unread ?? 0;
  if (!isStaff) return null;
  return (
    <Link
      to="/notifications"
      aria-label={
        unread ? i18n._("Notifications, {unread} new", { unread }) : i18n._("Notifications")
      }
      className="inline-flex h-11 min-w-11 items-center justify-center gap-1 rounded-lg px-2 text-text2 no-underline hover:bg-surface desk:h-9 desk:min-w-9 aria-[current=page]:text-text"
    >
      <Icon of={Drawing} />
      {unread ? (
        <span className="min-w-4.5 rounded-chip bg-act px-1 text-center text-[0.7rem] leading-4.5 font-[600] text-onact">
          {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
        </span>
      ) : null}
    </Link>
  );
}

/** Says once, politely, that something new came while the page was open. */
export function NewNotifications() {
  const unread = useNotifications().data?.unread;
  const before = useRef<number | undefined>(undefined);
  const [words, setWords] = useState("");
  useEffect(() => {
    const known = before.current;
    if (unread !== undefined && known !== undefined && unread > known) {
      setWords(
        i18n._("{amount, plural, one {# new notification.} other {# new notifications.}}", {
          amount: unread - known,
        }),
      );
    }
    if (unread !== undefined) before.current = unread;
  }, [unread]);
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  );
}
