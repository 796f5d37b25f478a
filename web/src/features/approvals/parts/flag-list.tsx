import { i18n } from "@lingui/core";
import { Flag as FlagIcon } from "lucide-react";
import type { Flag } from "@/shared/api/types";
import { competencyLanguage, competencyName } from "@/shared/lib/competency-names";
import { humanised } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import type { TranscriptSpan } from "./transcript-section";

const SHOWN = 3;

const TITLES: Record<string, string> = {
  get injection() {
    return i18n._("Possible attempt to influence the scorer.");
  },
  get rubric_echo() {
    return i18n._("The answer repeats the rubric.");
  },
  get keyword_list() {
    return i18n._("A list of keywords without an example.");
  },
  get retraction() {
    return i18n._("The candidate withdrew a statement.");
  },
  get other_language() {
    return i18n._("Part of the answer is in another language.");
  },
  get contradiction() {
    return i18n._("Two answers contradict each other.");
  },
  get off_topic() {
    return i18n._("An answer is off topic.");
  },
  get low_confidence() {
    return i18n._("Low confidence.");
  },
  get readers_differ() {
    return i18n._("Model and rules differ.");
  },
  get few_quotes() {
    return i18n._("Little evidence.");
  },
  get nothing_shown() {
    return i18n._("Nothing shown. Confirm level 1.");
  },
  get near_minimum() {
    return i18n._("Close to the required level.");
  },
  get distress() {
    return i18n._("The candidate may be in distress.");
  },
  get protected_topic() {
    return i18n._("A protected topic was mentioned.");
  },
  get draft() {
    return i18n._("Unchecked speech recognition.");
  },
  get unsure_words() {
    return i18n._("Speech recognition may be wrong.");
  },
  get review() {
    return i18n._("Manual review needed.");
  },
};

interface FlagListProps {
  isDecided: boolean;
  flags: Flag[];
  /** The names of the competencies, with which a detail may begin. */
  names: string[];
  /** The language of the interview, in which those names are. */
  language: string | undefined;
  onShow: (span: TranscriptSpan) => void;
}

interface FlagNoteProps extends Omit<FlagListProps, "flags" | "isDecided"> {
  flag: Flag;
}

/** What to look at before deciding. A flag changes no score. */
export function FlagList({ flags, isDecided, ...showing }: FlagListProps) {
  if (flags.length === 0) return null;
  const [first, rest] = [flags.slice(0, SHOWN), flags.slice(SHOWN)];
  return (
    <section className="mt-7">
      <h2>
        {isDecided
          ? i18n._("Flags on the assessment")
          : flags.length === 1
            ? i18n._("Review this before you decide")
            : i18n._("Review these before you decide")}
      </h2>
      <div className="mt-3 grid gap-2.5">
        {first.map((flag) => (
          <FlagNote key={keyOf(flag)} flag={flag} {...showing} />
        ))}
        {rest.length > 0 ? (
          <details>
            <summary className="min-h-8 py-1 text-small font-[550]">
              {i18n._("{count} more", { count: rest.length })}
            </summary>
            <div className="mt-2 grid gap-2.5">
              {rest.map((flag) => (
                <FlagNote key={keyOf(flag)} flag={flag} {...showing} />
              ))}
            </div>
          </details>
        ) : null}
      </div>
    </section>
  );
}

function FlagNote({ flag, names, language, onShow }: FlagNoteProps) {
  const { turn } = flag;
  const name = names.find((each) => flag.detail?.startsWith(`${each}: `));
  const rest = name ? flag.detail?.slice(name.length) : undefined;
  return (
    <Note
      tone="amber"
      icon={FlagIcon}
      title={TITLES[flag.kind] ?? `${humanised(flag.kind)}.`}
      actions={
        turn === null ? null : (
          <Button size="small" onClick={() => onShow({ turn, start: 0, end: 0 })}>
            {i18n._("Read turn {turn}", { turn })}
          </Button>
        )
      }
    >
      {name && rest ? (
        <>
          <span lang={competencyLanguage(name, language)}>{competencyName(name)}</span>
          {rest}
        </>
      ) : (
        flag.detail
      )}
    </Note>
  );
}

function keyOf(flag: Flag): string {
  return `${flag.kind} ${flag.turn} ${flag.detail}`;
}
