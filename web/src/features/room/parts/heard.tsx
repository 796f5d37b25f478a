import type { Said } from "../talk";

/** Everything said so far. It is a log that stays silent: streaming words are never read out. */
export function Heard({ said }: { said: Said[] }) {
  if (said.length === 0) return null;
  return (
    <details className="mt-10 border-t border-line">
      <summary className="min-h-11 py-3 font-[550]">Everything said so far</summary>
      <SaidList said={said} />
    </details>
  );
}

export function SaidList({ said }: { said: Said[] }) {
  return (
    <div role="log" aria-live="off" aria-label="What was said" className="grid gap-5 pb-4">
      {said.map((each) => (
        <div key={each.seq}>
          <p
            className={`text-small ${each.role === "agent" && !each.isByStaff ? "text-tidetext" : "text-claytext"}`}
          >
            {speakerOf(each)}
            {each.isDraft ? (
              <span className="text-text3"> · as we heard it, not checked</span>
            ) : null}
          </p>
          <p className="font-voice text-voice leading-normal whitespace-pre-wrap">{each.text}</p>
        </div>
      ))}
    </div>
  );
}

function speakerOf({ role, isByStaff }: Said): string {
  if (role === "candidate") return "You";
  return isByStaff ? "A person of the hiring team" : "The interviewer";
}
