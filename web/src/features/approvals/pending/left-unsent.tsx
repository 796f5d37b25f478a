import { useState } from "react";
import { count } from "@/shared/lib/words";
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
  const [was, it] = left.length > 1 ? ["were", "them"] : ["was", "it"];
  const mayBeSent = left.some(({ isInDoubt }) => isInDoubt);
  return (
    <div className="mt-5">
      <Note
        tone="amber"
        title={`${count(left.length, "decision")} ${mayBeSent ? "may not have been" : `${was} not`} sent.`}
      >
        You were signed out first. Sign in again in this tab to send or discard {it}.
      </Note>
    </div>
  );
}
