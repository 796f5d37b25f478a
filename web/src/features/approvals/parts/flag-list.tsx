import { Flag as FlagIcon } from "lucide-react";
import type { Flag } from "@/shared/api/types";
import { humanised } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import type { TranscriptSpan } from "./transcript-section";

const SHOWN = 3;

const TITLES: Record<string, string> = {
  injection: "Possible attempt to influence the scorer.",
  rubric_echo: "The answer repeats the rubric.",
  keyword_list: "A list of keywords without an example.",
  retraction: "The candidate withdrew a statement.",
  other_language: "Part of the answer is in another language.",
  contradiction: "Two answers contradict each other.",
  off_topic: "An answer is off topic.",
  low_confidence: "Low confidence.",
  readers_differ: "Model and rules differ.",
  few_quotes: "Little evidence.",
  nothing_shown: "Nothing shown. Confirm level 1.",
  near_minimum: "Close to the required level.",
  distress: "The candidate may be in distress.",
  protected_topic: "A protected topic was mentioned.",
  draft: "Unchecked speech recognition.",
  unsure_words: "Speech recognition may be wrong.",
  review: "Manual review needed.",
};

/** What to look at before deciding. A flag changes no score. */
export function FlagList({
  flags,
  onShow,
}: {
  flags: Flag[];
  onShow: (span: TranscriptSpan) => void;
}) {
  if (flags.length === 0) return null;
  const [first, rest] = [flags.slice(0, SHOWN), flags.slice(SHOWN)];
  return (
    <section className="mt-7">
      <h2>
        {flags.length === 1 ? "Review this before you decide" : "Review these before you decide"}
      </h2>
      <div className="mt-3 grid gap-2.5">
        {first.map((flag) => (
          <FlagNote key={keyOf(flag)} flag={flag} onShow={onShow} />
        ))}
        {rest.length > 0 ? (
          <details>
            <summary className="min-h-8 py-1 text-small font-[550]">{rest.length} more</summary>
            <div className="mt-2 grid gap-2.5">
              {rest.map((flag) => (
                <FlagNote key={keyOf(flag)} flag={flag} onShow={onShow} />
              ))}
            </div>
          </details>
        ) : null}
      </div>
    </section>
  );
}

function FlagNote({ flag, onShow }: { flag: Flag; onShow: (span: TranscriptSpan) => void }) {
  const { turn } = flag;
  return (
    <Note
      tone="amber"
      icon={FlagIcon}
      title={TITLES[flag.kind] ?? `${humanised(flag.kind)}.`}
      actions={
        turn === null ? null : (
          <Button size="small" onClick={() => onShow({ turn, start: 0, end: 0 })}>
            Read turn {turn}
          </Button>
        )
      }
    >
      {flag.detail}
    </Note>
  );
}

function keyOf(flag: Flag): string {
  return `${flag.kind} ${flag.turn} ${flag.detail}`;
}
