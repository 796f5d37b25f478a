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
  const isDoubtful = left.every(({ isInDoubt }) => isInDoubt);
  const were = left.length > 1 ? "were" : "was";
  const [one, rest] = left.length > 1 ? ["them", "they were"] : ["it", "it was"];
  return (
    <div className="mt-5">
      <Note
        tone="amber"
        title={`${count(left.length, "decision")} ${isDoubtful ? "may not have been" : `${were} not`} sent.`}
      >
        You were signed out before {rest} recorded. Sign in again in this tab to send or discard{" "}
        {one}.
      </Note>
    </div>
  );
}
