import { i18n } from "@lingui/core";
import { Link2 } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "@/shared/ui/icon";
import type { Reply } from "./calls";

interface AssistantReplyProps {
  reply: Reply;
  children: ReactNode;
}

/** What the assistant said. A draft is shown as a draft; everything else in its own words. */
export function AssistantReply({ reply, children }: AssistantReplyProps) {
  const sources = sourcesOf(reply);
  const draft = draftIn(reply);
  const lines = reply.reply.split("\n");
  return (
    <div>
      <p className="sr-only">{i18n._("The assistant:")} </p>
      {draft ? (
        <>
          <Words lines={lines.slice(0, 1)} />
          <DraftShown draft={draft}>
            <Words lines={lines.slice(-1)} />
            {children}
          </DraftShown>
        </>
      ) : (
        <>
          <Words lines={lines} />
          {children}
        </>
      )}
      {sources ? (
        <p className="mt-2 flex items-center gap-1.5 text-small text-text3">
          <Icon of={Link2} small /> {sources}
        </p>
      ) : null}
    </div>
  );
}

/** What was read or changed for an answer, by the name of the assistant's tool. */
const SOURCES: Record<string, string> = {
  get preview_interview() {
    return i18n._("the draft");
  },
  get configure_interview() {
    return i18n._("the practice interview");
  },
  get start_interview_session() {
    return i18n._("the practice interview");
  },
  get edit_questions() {
    return i18n._("the questions");
  },
  get approve_session() {
    return i18n._("the approval");
  },
  get get_session() {
    return i18n._("the practice interview");
  },
  get get_review() {
    return i18n._("the review");
  },
  get get_artifact() {
    return i18n._("the recordings");
  },
  get create_video_upload() {
    return i18n._("the upload");
  },
  get confirm_video_upload() {
    return i18n._("the upload");
  },
  get get_leaderboard() {
    return i18n._("the leaderboard");
  },
  get create_assignments() {
    return i18n._("the assignments");
  },
  get list_assignments() {
    return i18n._("the assignments");
  },
  get unassign() {
    return i18n._("the assignments");
  },
  get bulk_results() {
    return i18n._("the results");
  },
};

/** Where an answer comes from, in words; a tool's own name is never shown. */
function sourcesOf({ tool_calls }: Reply): string {
  const named = (status: string) => [
    ...new Set(
      tool_calls
        .filter((call) => call.status === status)
        .flatMap(({ name }) => SOURCES[name] ?? []),
    ),
  ];
  const [done, failed] = [named("done"), named("failed")];
  return [
    done.length > 0 ? i18n._("Source: {sources}.", { sources: done.join(", ") }) : "",
    failed.length > 0 ? i18n._("Not available: {sources}.", { sources: failed.join(", ") }) : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** Lines as they were said; those that begin with a dash are a list. */
function Words({ lines }: { lines: string[] }) {
  const blocks: { isList: boolean; lines: string[] }[] = [];
  for (const line of lines) {
    const isList = line.startsWith("- ");
    const last = blocks.at(-1);
    if (last && isList && last.isList) last.lines.push(line.slice(2));
    else blocks.push({ isList, lines: [isList ? line.slice(2) : line] });
  }
  return (
    <div className="grid gap-1.5 [overflow-wrap:anywhere]">
      {blocks.map(({ isList, lines: words }, place) =>
        isList ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change
          <ul key={place} className="grid list-disc gap-1 pl-5">
            {words.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change
          <p key={place}>{words[0]}</p>
        ),
      )}
    </div>
  );
}

interface Draft {
  session_id: string;
  status: string;
  interview_type?: string;
  target_role?: string;
  persona_id?: string;
  duration_minutes?: number;
  difficulty?: string;
  opening_prompt?: string;
  question_outline: { index: number; question: string }[];
  candidate_brief?: { what_to_expect: string; how_to_prepare: string[]; tips: string[] };
}

const KINDS: Record<string, string> = {
  get warm_up() {
    return i18n._("Warm-up");
  },
  get behavioral() {
    return i18n._("Behavioral");
  },
  get role_related() {
    return i18n._("Role-related");
  },
  get coding() {
    return i18n._("Coding (spoken)");
  },
};

const DIFFICULTIES: Record<string, string> = {
  get student() {
    return i18n._("student");
  },
  get easy() {
    return i18n._("easy");
  },
  get medium() {
    return i18n._("medium");
  },
  get hard() {
    return i18n._("hard");
  },
};

function draftIn({ structured }: Reply): Draft | null {
  const draft = structured as unknown as Partial<Draft>;
  return draft.status === "draft" && draft.question_outline?.length ? (draft as Draft) : null;
}

function DraftShown({ draft, children }: { draft: Draft; children: ReactNode }) {
  const brief = draft.candidate_brief;
  const count = draft.question_outline.length;
  return (
    <section
      aria-label={i18n._("Draft interview")}
      className="mt-3 rounded-card border border-line bg-surface p-4 pad:p-5"
    >
      <h2 className="[overflow-wrap:anywhere]">
        {draft.target_role ?? i18n._("Practice interview")}
      </h2>
      <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2.5">
        <Fact name={i18n._("Interview type")} entries={KINDS[draft.interview_type ?? ""]} />
        <Fact name={i18n._("Interviewer")} entries={draft.persona_id} />
        <Fact
          name={i18n._("Length")}
          entries={
            draft.duration_minutes && i18n._("{minutes} min", { minutes: draft.duration_minutes })
          }
        />
        <Fact
          name={i18n._("Difficulty")}
          entries={DIFFICULTIES[draft.difficulty ?? ""] ?? draft.difficulty}
        />
      </dl>
      {draft.opening_prompt ? (
        <p className="mt-4 font-voice text-voice leading-normal text-tidetext">
          {i18n._("“{text}”", { text: draft.opening_prompt })}
        </p>
      ) : null}
      <details open className="mt-3 border-t border-line">
        <summary className="cursor-pointer py-2.5 font-[550]">
          {i18n._("Questions ({count})", { count })}
        </summary>
        <ol className="grid gap-2.5 pb-3">
          {draft.question_outline.map((one) => (
            <li key={one.index} className="flex gap-3">
              <span aria-hidden="true" className="pt-0.5 font-mono text-text2">
                {one.index}
              </span>
              <p className="font-voice text-voice leading-snug">{one.question}</p>
            </li>
          ))}
        </ol>
      </details>
      {brief ? (
        <details className="border-y border-line">
          <summary className="cursor-pointer py-2.5 font-[550]">{i18n._("How to prepare")}</summary>
          <p className="text-text2">{brief.what_to_expect}</p>
          <ul className="mt-1.5 grid list-disc gap-1 pb-3 pl-5 text-text2">
            {[...brief.how_to_prepare, ...brief.tips].map((tip) => (
              <li key={tip}>{tip}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <div className="mt-4">{children}</div>
    </section>
  );
}

function Fact({ name, entries }: { name: string; entries: string | number | undefined }) {
  if (!entries) return null;
  const words = String(entries);
  return (
    <div>
      <dt className="text-small text-text3">{name}</dt>
      <dd>{words.charAt(0).toUpperCase() + words.slice(1)}</dd>
    </div>
  );
}
