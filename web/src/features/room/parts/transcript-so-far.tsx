import { i18n } from "@lingui/core";
import type { TranscriptEntry } from "../session";

/** Transcript so far. It is a log that stays silent: streaming words are never read out. */
export function TranscriptSoFar({ said }: { said: TranscriptEntry[] }) {
  if (said.length === 0) return null;
  return (
    <details className="mt-10 border-t border-line">
      <summary className="min-h-11 py-3 font-[550]">{i18n._("Transcript so far")}</summary>
      <TranscriptList said={said} />
    </details>
  );
}

export function TranscriptList({ said }: { said: TranscriptEntry[] }) {
  return (
    <div
      role="log"
      aria-live="off"
      aria-label={i18n._("Transcript, as it is read out", {}, { message: "Transcript" })}
      className="grid gap-5 pb-4"
    >
      {said.map((each) => (
        <div key={each.seq}>
          <p
            className={`text-small ${each.role === "agent" && !each.isByStaff ? "text-tidetext" : "text-claytext"}`}
          >
            {speakerOf(each)}
            {each.isDraft ? (
              <span className="text-text3"> {i18n._("· transcribed, not checked")}</span>
            ) : null}
          </p>
          <p className="font-voice text-voice leading-normal whitespace-pre-wrap">{each.text}</p>
        </div>
      ))}
    </div>
  );
}

function speakerOf({ role, isByStaff }: TranscriptEntry): string {
  if (role === "candidate") return i18n._("You");
  return isByStaff ? i18n._("Hiring team") : i18n._("Interviewer");
}
