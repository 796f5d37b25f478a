import { i18n } from "@lingui/core";
import { Check, Clock, type LucideIcon, Pencil, PencilLine, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { useHeadingTakesFocus } from "@/shared/lib/page";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { changesNothing, Failure, Unchanged } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { HAND_AUTHOR, isBeingWritten, NAMES, type Shown } from "../drafts";
import { Markdown } from "../markdown";
import { useIntakeMutation } from "../queries";
import type { Draft, Kind } from "../shapes";
import { failureWords } from "../words";
import { DraftFiles } from "./draft-files";
import { EditDraft } from "./edit-draft";

interface DraftsPanelProps {
  intakeId: string;
  shown: Shown[];
  /** While the interview goes on its own button leads; afterwards accepting does. */
  isInterviewOver: boolean;
}

/** Four drafts, each with a state of its own. One is open; the arrows lead to the others. */
export function DraftsPanel({ intakeId, shown, isInterviewOver }: DraftsPanelProps) {
  const [chosen, setChosen] = useState<Kind>("job_description");
  const tabs = useRef<HTMLDivElement>(null);
  const drafts = useHeadingTakesFocus<HTMLElement>();
  const id = useId();
  const current = shown.find((each) => each.kind === chosen) ?? shown[0];

  function move(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = shown.findIndex((each) => each.kind === chosen);
    const next = shown[(at + step + shown.length) % shown.length];
    if (!next) return;
    setChosen(next.kind);
    tabs.current?.querySelector<HTMLElement>(`[data-kind="${next.kind}"]`)?.focus();
  }

  return (
    <section ref={drafts} aria-labelledby={`${id}-title`} className="min-w-0">
      <h2 id={`${id}-title`}>{i18n._("Drafts")}</h2>
      <div
        ref={tabs}
        role="tablist"
        aria-label={i18n._("Drafts")}
        onKeyDown={move}
        className="mt-3 grid grid-cols-2 gap-2 pad:grid-cols-4"
      >
        {shown.map((each) => (
          <button
            key={each.kind}
            type="button"
            role="tab"
            id={`${id}-${each.kind}`}
            data-kind={each.kind}
            aria-selected={each.kind === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={each.kind === chosen ? 0 : -1}
            onClick={() => setChosen(each.kind)}
            className="press min-h-16 rounded-large border border-line bg-surface px-3 py-2 text-left transition-colors duration-100 hover:border-edge aria-selected:border-text aria-selected:shadow-[inset_0_0_0_1px_var(--text)]"
          >
            <span className="block font-[550]">{NAMES[each.kind]}</span>
            <span className="text-small">
              <StateOf shown={each} />
            </span>
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${chosen}`}
        className="mt-3 rounded-card border border-line bg-surface p-5"
      >
        {current ? (
          <OneDraft
            key={current.kind}
            intakeId={intakeId}
            shown={current}
            isFirst={isInterviewOver}
          />
        ) : null}
      </div>
    </section>
  );
}

function StateOf({ shown }: { shown: Shown }) {
  const [icon, tone, words] = stateOf(shown);
  return (
    <Status icon={icon} tone={tone}>
      {words}
    </Status>
  );
}

type Tone = "plain" | "tide" | "clay" | "amber";

function stateOf({ newest }: Shown): [LucideIcon, Tone, string] {
  if (!newest) return [Clock, "plain", i18n._("Not started")];
  if (newest.status === "queued") return [Clock, "plain", i18n._("Queued")];
  if (newest.status === "writing") return [PencilLine, "tide", i18n._("In progress")];
  if (newest.status === "failed") return [TriangleAlert, "amber", i18n._("Failed")];
  return newest.isAccepted
    ? [Check, "clay", i18n._("Accepted")]
    : [PencilLine, "tide", i18n._("Ready for review")];
}

interface OneDraftProps {
  intakeId: string;
  shown: Shown;
  isFirst: boolean;
}

function NotDone({ problem }: { problem: Problem }) {
  if (changesNothing(problem)) return <Unchanged problem={problem} />;
  return <Failure problem={problem} what={i18n._("Your change was not saved.")} />;
}

function OneDraft({ intakeId, shown, isFirst }: OneDraftProps) {
  const { kind, newest, versions } = shown;
  const [chosen, setChosen] = useState<number | null>(null);
  const [edited, setEdited] = useState<Draft | null>(null);
  const readable = versions.find((each) => each.version === chosen) ?? shown.readable;
  const accept = useIntakeMutation(intakeId, (calls, version: number) =>
    calls.accept(intakeId, kind, version),
  );
  const again = useIntakeMutation(intakeId, (calls, instruction: string) =>
    calls.regenerate(intakeId, kind, instruction),
  );
  if (!newest) {
    return (
      <p className="text-text2">
        {i18n._("This draft is written from the answers after the interview.")}
      </p>
    );
  }
  const isBusy = isBeingWritten(shown);
  const isNewest = readable !== null && readable === shown.readable;
  if (edited) {
    return (
      <EditDraft
        intakeId={intakeId}
        draft={edited}
        next={newest.version + 1}
        onClose={() => {
          setChosen(null);
          setEdited(null);
        }}
      />
    );
  }
  const failed = accept.error ?? again.error;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {isBusy ? (
        <p role="status" className="text-tidetext">
          {newest.status === "queued"
            ? i18n._("Version {version} is queued.", { version: newest.version })
            : i18n._("Version {version} is being written.", { version: newest.version })}
          {readable ? ` ${i18n._("Until it is ready, you see the previous version.")}` : ""}
        </p>
      ) : null}
      {newest.status === "failed" ? (
        <Note
          tone="amber"
          title={
            readable
              ? i18n._(
                  "Version {version} could not be written. Version {other} is still available.",
                  { version: newest.version, other: readable.version },
                )
              : i18n._("This draft could not be written. The other drafts are not affected.")
          }
          actions={
            <Button
              size="small"
              busy={again.isPending && i18n._("Retrying…")}
              onClick={() => again.mutate("")}
            >
              {i18n._("Try again")}
            </Button>
          }
        >
          {failureWords(newest.failure)}
        </Note>
      ) : null}
      {versions.length > 1 && readable ? (
        <Field label={i18n._("Version")}>
          {(control) => (
            <select
              {...control}
              value={readable.version}
              onChange={(event) => setChosen(Number(event.target.value))}
              className={inputLook}
            >
              {versions.map((each) => (
                <option key={each.version} value={each.version}>
                  {[
                    each.version,
                    each.author === HAND_AUTHOR ? i18n._("edited by a person") : "",
                    each.isAccepted ? i18n._("accepted") : "",
                  ]
                    .filter(Boolean)
                    .join(", ")}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : null}
      {readable ? (
        <>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <DraftFiles key={`${kind} ${readable.version}`} intakeId={intakeId} draft={readable} />
            {isNewest && !isBusy ? (
              <Button
                size="small"
                icon={<Icon of={Pencil} small />}
                onClick={() => setEdited(readable)}
              >
                {i18n._("Edit")}
              </Button>
            ) : null}
          </div>
          <Words draft={readable} />
        </>
      ) : null}
      {readable?.notes.map((note) => (
        <Note key={note} tone="amber" title={i18n._("A requirement was left out.")}>
          {note}
        </Note>
      ))}
      {failed ? <NotDone problem={asProblem(failed)} /> : null}
      {readable ? (
        <div className="border-t border-line pt-4">
          {readable.isAccepted ? (
            <Status icon={Check} tone="clay">
              {i18n._("Version {version} is accepted", { version: readable.version })}
            </Status>
          ) : (
            <Button
              look={isFirst ? "primary" : "outline"}
              busy={accept.isPending && i18n._("Accepting…")}
              onClick={() => accept.mutate(readable.version)}
            >
              {i18n._("Accept draft")}
            </Button>
          )}
          {isBusy ? null : (
            <Again
              isPending={again.isPending}
              edited={shown.readable?.author === HAND_AUTHOR ? shown.readable.version : null}
              onAgain={(words) => {
                setChosen(null);
                again.mutate(words);
              }}
            />
          )}
        </div>
      ) : null}
    </div>
  );
}

function Words({ draft }: { draft: Draft }) {
  const title = draft.title || NAMES[draft.kind];
  return (
    <article>
      <h3 className="text-section">{title}</h3>
      <div className="mt-3">{draft.content ? <Markdown text={textOf(draft)} /> : null}</div>
      {draft.table ? <Table table={draft.table} name={title} /> : null}
      <p className="mt-4 text-small text-text3">
        {[
          i18n._("Version {version}", { version: draft.version }),
          draft.regeneratedFrom === null
            ? ""
            : i18n._("from version {version}", { version: draft.regeneratedFrom }),
          authorOf(draft),
        ]
          .filter(Boolean)
          .join(", ")}
        , <time dateTime={draft.createdAt}>{exactly(new Date(draft.createdAt))}</time>
      </p>
    </article>
  );
}

function authorOf({ author }: Draft): string {
  if (author === HAND_AUTHOR) return i18n._("edited by a person");
  return author ? i18n._("written by {author}", { author: nameOfAuthor(author) }) : "";
}

/** The text without its title, which is above it, and without its table, which is below it. */
function textOf({ content, table, title }: Draft): string {
  const [first = "", ...others] = (content ?? "").trimStart().split("\n");
  const lines = first.trim() === `# ${title}` ? others : [first, ...others];
  return lines.filter((line) => !(table && line.startsWith("|"))).join("\n");
}

function Table({ table, name }: { table: NonNullable<Draft["table"]>; name: string }) {
  return (
    <section
      className="mt-4 overflow-x-auto"
      aria-label={i18n._("{name}, table", { name })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className="w-full border-collapse text-left">
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th
                key={column}
                scope="col"
                className="border-b border-line py-2 pr-4 align-bottom text-small font-[550] text-text3"
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.join("\u0000")} className="border-b border-line last:border-b-0">
              {row.map((cell, place) => (
                <td
                  key={table.columns[place]}
                  className={`min-w-32 py-2.5 pr-4 align-top wide:min-w-20 wide:pr-3 wide:text-small ${place === 0 ? "font-[550]" : ""}`}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface AgainProps {
  isPending: boolean;
  /** The version that holds a person's own words, if it is the newest. */
  edited: number | null;
  onAgain: (instruction: string) => void;
}

function Again({ isPending, edited, onAgain }: AgainProps) {
  const [words, setWords] = useState("");
  return (
    <form
      className="mt-5 grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onAgain(words.trim());
        setWords("");
      }}
    >
      <Field
        label={i18n._("What should change")}
        hint={
          edited === null
            ? i18n._("Optional. Leave empty for a new draft.")
            : i18n._("A rewrite might change your own words. They stay in version {version}.", {
                version: edited,
              })
        }
      >
        {(control) => (
          <textarea
            {...control}
            rows={2}
            maxLength={2000}
            value={words}
            onChange={(event) => setWords(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      <div>
        <Button type="submit" busy={isPending && i18n._("Sending…")}>
          {i18n._("Rewrite draft")}
        </Button>
      </div>
    </form>
  );
}
