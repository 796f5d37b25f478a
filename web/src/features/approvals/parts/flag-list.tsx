import { Flag as FlagIcon } from "lucide-react";
import type { Flag } from "@/shared/api/types";
import { humanised } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import type { Spot } from "./the-talk";

const SHOWN = 3;

const TITLES: Record<string, string> = {
  injection: "Words that address the scorer.",
  rubric_echo: "Words of the rubric come back.",
  keyword_list: "A list of terms, no story.",
  retraction: "Something was taken back.",
  other_language: "Part of it is in another language.",
  contradiction: "Two answers do not agree.",
  off_topic: "An answer left the question.",
  low_confidence: "Low confidence.",
  few_quotes: "Little evidence.",
  near_minimum: "Close to the line.",
  distress: "The candidate may need a person.",
  protected_topic: "Something private was mentioned.",
  draft: "Spoken words that nobody checked.",
  unsure_words: "The words may be misheard.",
  review: "Please read this one yourself.",
};

/** What to look at before deciding. A flag changes no score. */
export function FlagList({ flags, onShow }: { flags: Flag[]; onShow: (spot: Spot) => void }) {
  if (flags.length === 0) return null;
  const [first, rest] = [flags.slice(0, SHOWN), flags.slice(SHOWN)];
  return (
    <section className="mt-7">
      <h2>
        {flags.length === 1 ? "Check this before you decide" : "Check these before you decide"}
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

function FlagNote({ flag, onShow }: { flag: Flag; onShow: (spot: Spot) => void }) {
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
