import { i18n } from "@lingui/core";
import { useState } from "react";
import { Note } from "@/shared/ui/note";
import { leftUnsent } from "./outbox";

/**
 * Says at the sign-in that this tab still keeps decisions.
 *
 * It names no candidate: another person may sit here now.
 */
export function LeftUnsent() {
  const [left] = useState(leftUnsent);
  if (left.length === 0) return null;
  const amount = { count: left.length };
  const mayBeSent = left.some(({ isInDoubt }) => isInDoubt);
  return (
    <div className="mt-5">
      <Note
        tone="amber"
        title={
          mayBeSent
            ? i18n._(
                "{count, plural, one {# decision may not have been sent.} other {# decisions may not have been sent.}}",
                amount,
              )
            : i18n._(
                "{count, plural, one {# decision was not sent.} other {# decisions were not sent.}}",
                amount,
              )
        }
      >
        {i18n._(
          "{count, plural, one {You were signed out first. Sign in again in this tab to send or discard it.} other {You were signed out first. Sign in again in this tab to send or discard them.}}",
          amount,
        )}
      </Note>
    </div>
  );
}
