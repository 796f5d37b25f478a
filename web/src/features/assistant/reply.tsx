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
      <p className="sr-only">The assistant: </p>
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
  preview_interview: "the draft",
  configure_interview: "the practice interview",
  start_interview_session: "the practice interview",
  edit_questions: "the questions",
  approve_session: "the approval",
  get_session: "the practice interview",
  get_review: "the review",
  get_artifact: "the recordings",
  create_video_upload: "the upload",
  confirm_video_upload: "the upload",
  get_leaderboard: "the leaderboard",
  create_assignments: "the assignments",
  list_assignments: "the assignments",
  unassign: "the assignments",
  bulk_results: "the results",
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
    done.length > 0 ? `Source: ${done.join(", ")}.` : "",
    failed.length > 0 ? `Not available: ${failed.join(", ")}.` : "",
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
  warm_up: "Warm-up",
  behavioral: "Behavioral",
  role_related: "Role-related",
  coding: "Coding (spoken)",
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
      aria-label="Draft interview"
      className="mt-3 rounded-card border border-line bg-surface p-4 pad:p-5"
    >
      <h2 className="[overflow-wrap:anywhere]">{draft.target_role ?? "Practice interview"}</h2>
      <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2.5">
        <Fact name="Type" entries={KINDS[draft.interview_type ?? ""]} />
        <Fact name="Interviewer" entries={draft.persona_id} />
        <Fact name="Length" entries={draft.duration_minutes && `${draft.duration_minutes} min`} />
        <Fact name="Difficulty" entries={draft.difficulty} />
      </dl>
      {draft.opening_prompt ? (
        <p className="mt-4 font-voice text-voice leading-normal text-tidetext">
          “{draft.opening_prompt}”
        </p>
      ) : null}
      <details open className="mt-3 border-t border-line">
        <summary className="cursor-pointer py-2.5 font-[550]">Questions ({count})</summary>
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
          <summary className="cursor-pointer py-2.5 font-[550]">How to prepare</summary>
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
