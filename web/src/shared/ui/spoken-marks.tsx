import { AudioLines, EarOff, Mic } from "lucide-react";
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
            ? "Said before the question was heard. Not assessed."
            : "Interrupted before it was heard. Not asked."}
        </Status>
      </Marks>
    );
  }
  if (turn.isHeardInPart) {
    return (
      <Marks>
        <Status icon={AudioLines}>
          {turn.heard === undefined
            ? "Interrupted. Only this part was heard."
            : `Interrupted. Heard: “${turn.heard}”`}
        </Status>
      </Marks>
    );
  }
  if (turn.isDraft) {
    return (
      <Marks>
        <Status icon={Mic} tone="amber">
          Transcribed{by(turn)}, not checked by the candidate
        </Status>
      </Marks>
    );
  }
  if (turn.transcribedBy === null) return null;
  return (
    <Marks>
      <Status icon={Mic}>
        Transcribed{by(turn)}
        {turn.confidence === null ? "" : `, ${Math.round(turn.confidence * 100)}% confidence`}
      </Status>
    </Marks>
  );
}

function Marks({ children }: { children: React.ReactNode }) {
  return <p className="text-small text-text3">{children}</p>;
}

function by({ transcribedBy }: Spoken): string {
  return transcribedBy ? ` by ${transcribedBy}` : "";
}
