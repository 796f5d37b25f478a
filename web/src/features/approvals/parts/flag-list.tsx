import { i18n } from "@lingui/core";
import { Flag as FlagIcon } from "lucide-react";
import { useRef } from "react";
import type { Flag } from "@/shared/api/types";
import { competencyLanguage, competencyName } from "@/shared/lib/competency-names";
import { useKeys } from "@/shared/lib/keys";
import { humanised } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { type FlagGroup, groupsOf, MOST_FLAGS } from "../open-parts";
import type { TranscriptSpan } from "./transcript-section";

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
  /** The kinds whose first sentence stands open; the others have theirs folded. */
  open: ReadonlySet<string>;
  /** The names of the competencies, with which a detail may begin. */
  names: string[];
  /** The language of the interview, in which those names are. */
  language: string | undefined;
  onShow: (span: TranscriptSpan) => void;
}

interface FlagNoteProps extends Omit<FlagListProps, "flags" | "open" | "isDecided"> {
  group: FlagGroup;
  isOpen: boolean;
}

/** What to look at before deciding. A flag changes no score. F goes from one kind to the next. */
export function FlagList({ flags, open, isDecided, ...showing }: FlagListProps) {
  const list = useRef<HTMLElement>(null);
  useKeys({ f: () => nextFlag(list.current) });
  if (flags.length === 0) return null;
  const groups = groupsOf(flags);
  const [first, rest] = [groups.slice(0, MOST_FLAGS), groups.slice(MOST_FLAGS)];
  return (
    <section ref={list} data-unfolds-on-paper className="mt-7">
      <h2>
        {isDecided
          ? i18n._("Flags on the assessment")
          : groups.length === 1
            ? i18n._("Review this before you decide")
            : i18n._("Review these before you decide")}
      </h2>
      <div className="mt-3 grid gap-2.5">
        {first.map((group) => (
          <FlagNote key={group.kind} group={group} isOpen={open.has(group.kind)} {...showing} />
        ))}
        {rest.length > 0 ? (
          <details>
            <summary className="min-h-8 py-1 text-small font-[550]">
              {i18n._("{count} more", { count: rest.length })}
            </summary>
            <div className="mt-2 grid gap-2.5">
              {rest.map((group) => (
                <FlagNote key={group.kind} group={group} isOpen {...showing} />
              ))}
            </div>
          </details>
        ) : null}
      </div>
    </section>
  );
}

/** Focus the flag after the focused one, and the first after the last. */
function nextFlag(list: HTMLElement | null): void {
  const flags = [...(list?.querySelectorAll<HTMLElement>("[data-flag]") ?? [])];
  const at = flags.findIndex((flag) => flag.contains(document.activeElement));
  const next = flags[(at + 1) % flags.length];
  next?.closest("details")?.setAttribute("open", "");
  next?.focus();
}

function FlagNote({ group, isOpen, ...showing }: FlagNoteProps) {
  const { kind, entries } = group;
  const [first, ...others] = entries;
  const shown = isOpen ? first : undefined;
  const isOne = others.length === 0;
  const folded = shown ? others : entries.map((each) => (isOne ? { ...each, turns: [] } : each));
  const buttons = first && (shown || isOne) ? turnButtons(first.turns, showing.onShow) : null;
  return (
    <div data-flag tabIndex={-1} className="rounded-control">
      <Note
        tone="amber"
        icon={FlagIcon}
        title={TITLES[kind] ?? `${humanised(kind)}.`}
        actions={
          folded.length > 0 ? (
            <>
              {buttons}
              <details className="w-full">
                <summary className="min-h-8 py-1 text-small font-[550]">
                  {shown
                    ? i18n._("{count} more", { count: folded.length })
                    : i18n._("{count, plural, one {Details} other {Details (#)}}", {
                        count: folded.length,
                      })}
                </summary>
                <Entries entries={folded} {...showing} />
              </details>
            </>
          ) : (
            buttons
          )
        }
      >
        {shown ? <Detail detail={shown.detail} {...showing} /> : null}
      </Note>
    </div>
  );
}

type EntriesProps = Omit<FlagNoteProps, "group" | "isOpen"> & Pick<FlagGroup, "entries">;

function Entries({ entries, ...showing }: EntriesProps) {
  return (
    <ul className="grid gap-2.5">
      {entries.map(({ detail, turns }) => (
        <li key={detail} className="grid gap-1.5">
          <p className="text-ambertext">
            <Detail detail={detail} {...showing} />
          </p>
          <div className="flex flex-wrap gap-2 empty:hidden">
            {turnButtons(turns, showing.onShow)}
          </div>
        </li>
      ))}
    </ul>
  );
}

function turnButtons(turns: number[], onShow: FlagListProps["onShow"]) {
  if (turns.length === 0) return null;
  return turns.map((turn) => (
    <Button key={turn} size="small" onClick={() => onShow({ turn, start: 0, end: 0 })}>
      {i18n._("Read turn {turn}", { turn })}
    </Button>
  ));
}

type DetailProps = Pick<FlagListProps, "names" | "language"> & { detail: string | null };

function Detail({ detail, names, language }: DetailProps) {
  const name = names.find((each) => detail?.startsWith(`${each}: `));
  if (!name) return detail;
  return (
    <>
      <span lang={competencyLanguage(name, language)}>{competencyName(name)}</span>
      {detail?.slice(name.length)}
    </>
  );
}
