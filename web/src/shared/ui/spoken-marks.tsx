import { i18n } from "@lingui/core";
import { AudioLines, EarOff, Mic } from "lucide-react";
import { percent } from "@/shared/lib/words";
import { Status } from "./status";

/** How a turn came into the log, where it was not simply written. */
export interface Spoken {
  role?: string;
  isDraft: boolean;
  isDropped: boolean;
  isHeardInPart: boolean;
  transcribedBy: string | null;
  confidence: number | null;
  /** What was heard of it, where the turn itself holds all that was planned. */
  heard?: string;
}

/** What a reader has to know of words that were spoken: who wrote them down, and how sure that is. */
export function SpokenMarks({ turn }: { turn: Spoken }) {
  if (turn.isDropped) {
    return (
      <Marks>
        <Status icon={EarOff}>
          {turn.role === "candidate"
            ? i18n._("Said before the question was heard. Not assessed.")
            : i18n._("Interrupted before it was heard. Not asked.")}
        </Status>
      </Marks>
    );
  }
  if (turn.isHeardInPart) {
    return (
      <Marks>
        <Status icon={AudioLines}>
          {turn.heard === undefined
            ? i18n._("Interrupted. Only this part was heard.")
            : i18n._("Interrupted. Heard: “{heard}”", { heard: turn.heard })}
        </Status>
      </Marks>
    );
  }
  if (turn.isDraft) {
    return (
      <Marks>
        <Status icon={Mic} tone="amber">
          {turn.transcribedBy
            ? i18n._("Transcribed by {name}, not checked by the candidate", {
                name: turn.transcribedBy,
              })
            : i18n._("Transcribed, not checked by the candidate")}
        </Status>
      </Marks>
    );
  }
  if (turn.transcribedBy === null) return null;
  return (
    <Marks>
      <Status icon={Mic}>{describeTranscription(turn.transcribedBy, turn.confidence)}</Status>
    </Marks>
  );
}

function Marks({ children }: { children: React.ReactNode }) {
  return <p className="text-small text-text3">{children}</p>;
}

function describeTranscription(name: string, confidence: number | null): string {
  const share = confidence === null ? null : percent(confidence);
  if (name && share) return i18n._("Transcribed by {name}, {share} confidence", { name, share });
  if (name) return i18n._("Transcribed by {name}", { name });
  if (share) return i18n._("Transcribed, {share} confidence", { share });
  return i18n._("Transcribed");
}
