import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useRef, useState } from "react";
import { isAllowed, useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Interview, Plan } from "@/shared/api/types";
import { useDraft } from "@/shared/lib/draft";
import { useKeys } from "@/shared/lib/keys";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { sentence } from "@/shared/ui/sentence";
import { useCalls } from "../calls";
import { WayOn } from "../pending/next-in-queue";
import { Trouble } from "../pending/not-sent";
import { NO_WORDS, type Verdict, wordsOf } from "../pending/outbox";
import { PendingCard } from "../pending/pending-card";
import { useEntry, useOutbox } from "../pending/pending-decisions";
import { isReason } from "../pending/reason";
import { useDecision } from "../queries";
import { nameOf, STATES } from "../words";
import { ChangePreviewNote, isWorthReading } from "./change-preview";
import { DecisionTrouble } from "./decision-trouble";
import { InvitationLink } from "./invitation-link";
import { isSameChoice, MustHaveChoice, MustHavesDecided, requiredIn } from "./must-haves";
import { Card } from "./two-columns";

interface PlanDecisionProps {
  interview: Interview;
  plan: Plan;
  /** Lines of the job text that a person corrected without sending the corrections. */
  unsent: number;
  /** Whether the questions are being edited: what is not saved cannot be approved. */
  isEditing: boolean;
}

interface ChoiceDraft {
  /** The must-haves as the person left them; null until they touch one. */
  mustHaves: string[] | null;
}

const NO_CHOICE: ChoiceDraft = { mustHaves: null };

/** Approve, ask for another version in words, or reject with a reason. */
export function PlanDecision(props: PlanDecisionProps) {
  const entry = useEntry(props.interview.id);
  if (entry?.stage.at === "held" || entry?.stage.at === "sending") {
    return <PendingCard entry={entry} />;
  }
  return (
    <div className="grid gap-3">
      {entry ? <Trouble entry={entry} /> : null}
      <PlanForm {...props} />
    </div>
  );
}

function PlanForm({ interview, plan, unsent, isEditing }: PlanDecisionProps) {
  const caller = useCaller();
  const outbox = useOutbox();
  const sent = useEntry(interview.id)?.stage;
  const me = caller?.user.id ?? "";
  const [{ comments, version: writtenFor }, keepWords] = useDraft(
    me,
    wordsOf(interview.id),
    NO_WORDS,
  );
  const [choice, keepChoice] = useDraft(me, plan.planId, NO_CHOICE);
  const own = requiredIn(plan.document);
  const mustHaves = choice.mustHaves ?? own;
  const setComments = (text: string) =>
    keepWords({ comments: text, version: text ? plan.version : 0 });
  const [error, setError] = useState<string | null>(null);
  const [isRejecting, setRejecting] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const decision = useDecision<string>(interview.id, async (calls, comments) => {
    const answer = await calls.askForChange(interview.id, { planId: plan.planId, comments });
    keepWords(NO_WORDS);
    return answer;
  });
  const calls = useCalls();
  const reading = useMutation({
    mutationFn: (words: string) =>
      calls.previewChange(interview.id, { planId: plan.planId, comments: words }),
    onSuccess: (preview, words) => {
      if (!isWorthReading(preview)) decision.mutate(words);
    },
  });
  const trouble = decision.error ?? reading.error;
  const preview =
    reading.data && isWorthReading(reading.data) && reading.variables === comments.trim()
      ? reading.data
      : null;
  const isOpen = interview.state === "PENDING" && isAllowed(caller, "interview:approve");
  const isBusy = decision.isPending || reading.isPending || isEditing;
  useKeys({
    a: () => isOpen && decide("approve_plan"),
    m: () => box.current?.focus(),
  });

  /** Held for ten seconds, in which it can be taken back. */
  function decide(verdict: Verdict, comments = "") {
    if (isBusy || !caller) return;
    const { id, name } = caller.user;
    outbox.hold({
      interviewId: interview.id,
      name: nameOf(interview),
      by: { id, name },
      verdict,
      readId: plan.planId,
      comments,
      mustHaves:
        verdict === "approve_plan" && !isSameChoice(mustHaves, own) ? mustHaves : undefined,
    });
  }

  function withWords(kind: "change" | "reject") {
    if (isBusy) return;
    const words = comments.trim();
    if (!words || (kind === "reject" && !isReason(words))) {
      setRejecting(false);
      setError(
        kind === "change"
          ? i18n._("Describe what should change in the next version.")
          : i18n._("Give a reason. It is stored with your name."),
      );
      box.current?.focus();
      return;
    }
    setError(null);
    if (kind === "reject" && !isRejecting) {
      setRejecting(true);
      return;
    }
    setRejecting(false);
    if (kind === "reject") decide("reject_plan", words);
    else reading.mutate(words);
  }

  if (interview.state !== "PENDING") {
    return (
      <Card title={STATES[interview.state]}>
        <p className="mt-1 text-text2">{afterwards(interview, plan)}</p>
        {comments ? <Unsent words={comments} onDiscard={() => keepWords(NO_WORDS)} /> : null}
        <InvitationLink
          link={(sent?.at === "sent" && sent.answer?.interviewLink) || interview.interviewLink}
        />
        <MustHavesDecided plan={plan} />
        <WayOn interviewId={interview.id} />
      </Card>
    );
  }
  if (!isOpen) {
    return (
      <Card title={i18n._("You cannot decide on this")}>
        <p className="mt-1 text-text2">{i18n._("Your role does not let you decide on plans.")}</p>
        <MustHavesDecided plan={plan} />
      </Card>
    );
  }
  return (
    <Card title={i18n._("Your decision")}>
      <p className="mt-1 text-small [overflow-wrap:anywhere] text-text3">
        {interview.candidateEmail
          ? i18n._("When you approve, the link is sent to {address}.", {
              address: interview.candidateEmail,
            })
          : i18n._("When you approve, the link is sent to the candidate.")}
      </p>
      {unsent > 0 ? (
        <p className="mt-2 text-small text-claytext">
          {sentence(
            (at) =>
              i18n._(
                "{unsent, plural, one {{corrections} is not sent. This plan does not follow it.} other {{corrections} are not sent. This plan does not follow them.}}",
                { unsent, corrections: at.corrections },
              ),
            {
              corrections: (
                <a href="#corrections" className="text-claytext">
                  {i18n._(
                    "{unsent, plural, one {# correction of the job text} other {# corrections of the job text}}",
                    { unsent },
                  )}
                </a>
              ),
            },
          )}
        </p>
      ) : null}
      {isEditing ? (
        <p className="mt-2 text-small text-claytext">
          {i18n._("You are editing the plan. Save or discard your changes first.")}
        </p>
      ) : null}
      <div className="mt-4 grid gap-4">
        {trouble ? (
          <DecisionTrouble
            problem={asProblem(trouble)}
            onRetry={() => reading.mutate(comments.trim())}
          />
        ) : null}
        <MustHaveChoice
          document={plan.document}
          chosen={mustHaves}
          onChoose={(names) => keepChoice({ mustHaves: names })}
        />
        <Button
          look={isEditing ? "outline" : "primary"}
          icon={<Icon of={Check} />}
          aria-disabled={isBusy}
          onClick={() => decide("approve_plan")}
        >
          {i18n._("Approve plan")}
        </Button>
        <Field
          label={i18n._("Change request")}
          hint={
            comments && writtenFor && writtenFor !== plan.version
              ? i18n._("You wrote this for version {version}. It was not sent.", {
                  version: writtenFor,
                })
              : undefined
          }
          error={error}
        >
          {(control) => (
            <textarea
              {...control}
              ref={box}
              rows={3}
              value={comments}
              onChange={(event) => setComments(event.target.value)}
              placeholder={i18n._("For example: fewer questions about tools")}
              className={inputLook}
            />
          )}
        </Field>
        {preview ? (
          <ChangePreviewNote
            preview={preview}
            version={plan.version + 1}
            busy={decision.isPending}
            onMake={() => !isEditing && decision.mutate(comments.trim())}
            onChangeWords={() => {
              reading.reset();
              box.current?.focus();
            }}
          />
        ) : null}
        <div className="flex flex-wrap gap-2.5">
          <Button
            size="small"
            className="flex-1"
            busy={(decision.isPending || reading.isPending) && i18n._("Sending…")}
            aria-disabled={isBusy}
            onClick={() => withWords("change")}
          >
            {i18n._("Request version {version}", { version: plan.version + 1 })}
          </Button>
          <Button
            size="small"
            look="danger"
            aria-disabled={isBusy}
            onClick={() => withWords("reject")}
          >
            {i18n._("Reject")}
          </Button>
        </div>
      </div>
      <Dialog
        isOpen={isRejecting}
        onClose={() => setRejecting(false)}
        title={i18n._("Reject the plan for {name}?", { name: nameOf(interview) })}
      >
        <p className="text-text2">
          {i18n._(
            "The interview is closed and the candidate is not invited, unless your organization has rejected plans rewritten. Your reason is stored with the decision.",
          )}
        </p>
        <DialogActions>
          <Button onClick={() => setRejecting(false)}>{i18n._("Keep plan")}</Button>
          <Button look="danger" onClick={() => withWords("reject")}>
            {i18n._("Reject plan")}
          </Button>
        </DialogActions>
      </Dialog>
    </Card>
  );
}

interface UnsentProps {
  words: string;
  onDiscard: () => void;
}

/** Words that were overtaken: the plan is no longer open, and they were not sent. */
function Unsent({ words, onDiscard }: UnsentProps) {
  return (
    <div className="mt-3">
      <Note
        tone="clay"
        title={i18n._("Your text was not sent, because this was decided meanwhile.")}
        actions={
          <Button size="small" onClick={onDiscard}>
            {i18n._("Discard text")}
          </Button>
        }
      >
        <q className="whitespace-pre-wrap [overflow-wrap:anywhere]">{words}</q>
      </Note>
    </div>
  );
}

/** What happened, who did it, and what happens next. */
function afterwards(interview: Interview, { decision }: Plan): string {
  const name = decision?.by;
  switch (interview.state) {
    case "RECEIVED":
    case "VALIDATING_SKILLS":
    case "GENERATING_PLAN":
      return i18n._("The next version is being written. It will appear here and in the queue.");
    case "REJECTED":
      return [
        rejectedBy(name),
        i18n._("The candidate was not invited. The reason is stored with the interview."),
      ].join(" ");
    case "CANCELLED":
      return i18n._("This interview is closed. Nothing more is sent.");
    case "APPROVED":
      return [
        approvedBy(name),
        i18n._(
          "The candidate can use the link now. After the interview, the assessment appears in the queue.",
        ),
      ].join(" ");
    case "SCHEDULED":
      return [
        approvedBy(name),
        i18n._(
          "The candidate can start at the planned time. After the interview, the assessment appears in the queue.",
        ),
      ].join(" ");
    default:
      return [approvedBy(name), i18n._("See the interview page for its progress.")].join(" ");
  }
}

const approvedBy = (name: string | undefined) =>
  name ? i18n._("The plan was approved by {name}.", { name }) : i18n._("The plan was approved.");

const rejectedBy = (name: string | undefined) =>
  name ? i18n._("The plan was rejected by {name}.", { name }) : i18n._("The plan was rejected.");
