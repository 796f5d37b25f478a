import { i18n } from "@lingui/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, FileText, Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import type { Draft } from "../shapes";
import { minutesOf, statusName } from "../words";
import { QuestionsEdit } from "./questions-edit";

interface DraftCardProps {
  draft: Draft;
  /** The form says something else by now. */
  isStale: boolean;
  isBusy: boolean;
  start: UseMutationResult<string, Error, Draft>;
  onAgain: (feedback: string) => void;
  onEdited: (draft: Draft) => void;
}

/** The draft of a practice interview: what will be asked, and the three ways on. */
export function DraftCard({ draft, isStale, isBusy, start, onAgain, onEdited }: DraftCardProps) {
  const [feedback, setFeedback] = useState("");
  const [isEditing, setEditing] = useState(false);
  const again = (event: FormEvent) => {
    event.preventDefault();
    if (feedback.trim()) onAgain(feedback.trim());
  };
  return (
    <section className="rounded-card border border-line bg-surface p-5 pad:p-6">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h2>{i18n._("Draft interview")}</h2>
        <Status icon={FileText} tone="tide">
          {draft.status === "draft"
            ? i18n._("Draft, version {version}", { version: draft.plan_version })
            : statusName(draft.status)}
        </Status>
      </div>
      <p className="mt-3 font-voice text-voice leading-normal text-tidetext">
        {i18n._("“{text}”", { text: draft.opening_prompt })}
      </p>
      <Questions draft={draft} />
      {draft.planner ? (
        <p className="mt-3 text-small text-text3">
          {i18n._("Written by {planner}.", { planner: nameOfAuthor(draft.planner) })}
        </p>
      ) : null}
      {draft.adjustments.length > 0 ? (
        <div className="mt-4">
          <Note tone="tide" title={i18n._("Some settings were adjusted.")}>
            {draft.adjustments.map((one) => one.reason).join(" ")}
          </Note>
        </div>
      ) : null}
      {draft.planning_brief?.excluded_requirements?.map((note) => (
        <div key={note} className="mt-4">
          <Note tone="amber" title={i18n._("A requirement was left out.")}>
            {note}
          </Note>
        </div>
      ))}
      {draft.planning_brief?.not_understood?.length ? (
        <div className="mt-4">
          <Note tone="amber" title={i18n._("Part of your request was not understood.")}>
            {i18n._("No change was made for: {requests}.", {
              requests: draft.planning_brief.not_understood.join("; "),
            })}
          </Note>
        </div>
      ) : null}
      <Preparing draft={draft} />
      {isStale ? (
        <div className="mt-4">
          <Note tone="amber" title={i18n._("You changed your settings.")}>
            {i18n._("Update the draft to apply them.")}
          </Note>
        </div>
      ) : null}
      <form onSubmit={again} className="mt-5">
        <Field
          label={i18n._("Request a change")}
          hint={i18n._("For example: harder, without leadership questions")}
        >
          {(control) => (
            <div className="flex gap-2.5">
              <input
                {...control}
                className={inputLook}
                maxLength={2000}
                value={feedback}
                onChange={(event) => setFeedback(event.target.value)}
              />
              <Button type="submit" busy={isBusy && i18n._("Updating…")}>
                {i18n._("Update")}
              </Button>
            </div>
          )}
        </Field>
      </form>
      {start.error ? (
        <div className="mt-4">
          <Failure
            problem={asProblem(start.error)}
            what={i18n._("The practice interview did not start.")}
          />
        </div>
      ) : null}
      <div className="mt-5 grid gap-2.5">
        <Button
          look="primary"
          className="min-h-13"
          busy={start.isPending && i18n._("Opening…")}
          onClick={() => start.mutate(draft)}
        >
          {i18n._("Start practice")} <Icon of={ArrowRight} />
        </Button>
        <Link
          to="/practice/$sessionId/study"
          params={{ sessionId: draft.session_id }}
          className={buttonLook("outline")}
        >
          {i18n._("Study the questions first")}
        </Link>
        {draft.edits_remaining > 0 ? (
          <Button
            className="flex-wrap"
            icon={<Icon of={Pencil} small />}
            onClick={() => setEditing(true)}
          >
            {i18n._("Edit questions")}{" "}
            <span className="text-small font-normal text-text3">
              {i18n._("one edit per draft")}
            </span>
          </Button>
        ) : (
          <p className="text-small text-text3">
            {i18n._("You have already edited this draft. Request a change, or create a new draft.")}
          </p>
        )}
      </div>
      <QuestionsEdit
        draft={draft}
        isOpen={isEditing}
        onClose={() => setEditing(false)}
        onEdited={onEdited}
      />
    </section>
  );
}

function Questions({ draft }: { draft: Draft }) {
  return (
    <ol className="mt-4 border-t border-line">
      {draft.question_outline.map((one) => (
        <li key={one.index} className="flex gap-3.5 border-b border-line py-3">
          <span aria-hidden="true" className="pt-0.5 font-mono text-text2">
            {one.index}
          </span>
          <div className="min-w-0">
            <p className="font-voice text-voice leading-snug">{one.question}</p>
            <p className="mt-1 text-small text-text3">
              {[
                one.topic,
                minutesOf(one.time_budget_s),
                one.expected_framework,
                one.source === "edited" ? i18n._("yours") : null,
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function Preparing({ draft }: { draft: Draft }) {
  const brief = draft.candidate_brief;
  if (!brief) return null;
  return (
    <details className="mt-4">
      <summary className="cursor-pointer py-1.5 font-[550]">{i18n._("How to prepare")}</summary>
      <p className="mt-1.5 text-text2">{brief.what_to_expect}</p>
      <ul className="mt-2 grid list-disc gap-1 pl-5 text-text2">
        {[...brief.how_to_prepare, ...brief.tips].map((tip) => (
          <li key={tip}>{tip}</li>
        ))}
      </ul>
    </details>
  );
}
