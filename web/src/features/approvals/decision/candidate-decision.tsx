import { i18n } from "@lingui/core";
import { useEffect, useRef, useState } from "react";
import { useCaller, useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { HiringDecision, Interview } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Note } from "@/shared/ui/note";
import { DecisionTrouble } from "../parts/decision-trouble";
import { Card } from "../parts/two-columns";
import { WayOn } from "../pending/next-in-queue";
import { Trouble } from "../pending/not-sent";
import { PendingCard } from "../pending/pending-card";
import { useEntry } from "../pending/pending-decisions";
import { OUTCOMES, STATES } from "../words";
import { DecisionForm, type DecisionFormProps } from "./decision-form";
import { useConfirmDecision, useWithdrawDecision } from "./queries";

type CandidateDecisionProps = Omit<DecisionFormProps, "replaces">;

/** What a named person decides about the candidate, or has decided. */
export function CandidateDecision(props: CandidateDecisionProps) {
  const entry = useEntry(props.interview.id);
  if (entry?.stage.at === "held" || entry?.stage.at === "sending") {
    return <PendingCard entry={entry} />;
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {entry ? <Trouble entry={entry} /> : null}
      <DecisionCard {...props} />
    </div>
  );
}

function DecisionCard(props: CandidateDecisionProps) {
  const { interview, assessment } = props;
  const user = useCaller()?.user;
  const [changes, setChanges] = useState<string | null>(null);
  const decision = interview.hiringDecision ?? null;
  const mayDecide = useIsAllowed("interview:approve");
  const isMine = decision?.decidedById === user?.id;
  const isOpen =
    interview.state === "ASSESSMENT_PENDING" || interview.state === "ASSESSMENT_APPROVED";

  if (decision && (decision.status !== "final" || changes !== decision.decisionId)) {
    return (
      <Card
        title={
          decision.status === "final"
            ? OUTCOMES[decision.outcome]
            : i18n._("{outcome}, not final", { outcome: OUTCOMES[decision.outcome] })
        }
      >
        <Signature decision={decision} />
        {decision.status === "pending" ? <Pending decision={decision} isMine={isMine} /> : null}
        {decision.status === "awaiting_second_person" ? (
          <SecondPerson
            interviewId={interview.id}
            decision={decision}
            isMine={isMine}
            mayDecide={mayDecide}
          />
        ) : null}
        {decision.status === "final" ? (
          <p className="mt-3 text-text2">
            {i18n._(
              "The decision is recorded and connected systems are notified. The interview left the queue.",
            )}
          </p>
        ) : null}
        {!isMine && props.draft.comments.trim() ? (
          <Overtaken words={props.draft.comments} onDiscard={() => props.keep({ comments: "" })} />
        ) : null}
        {isMine || decision.status === "final" ? <WayOn interviewId={interview.id} /> : null}
        {decision.status === "final" && mayDecide && isOpen ? (
          <Button
            look="quiet"
            className="mt-2 w-full"
            onClick={() => setChanges(decision.decisionId)}
          >
            {i18n._("Change the decision")}
          </Button>
        ) : null}
      </Card>
    );
  }
  if (!isOpen) return <NothingToDecide {...props} />;
  if (!mayDecide) {
    return (
      <Card title={i18n._("You cannot decide on this")}>
        <p className="mt-1 text-text2">
          {i18n._("Your role does not let you decide on candidates.")}
        </p>
      </Card>
    );
  }
  return (
    <Card title={decision ? i18n._("Change the decision") : i18n._("Your decision")}>
      <DecisionForm {...props} key={assessment.assessmentId} replaces={decision} />
    </Card>
  );
}

/** A wrong assessment and an interview that was called off are not decisions about the person. */
function NothingToDecide({ interview, assessment }: CandidateDecisionProps) {
  const isRejected = interview.cancelReason === "ASSESSMENT_REJECTED";
  return (
    <Card title={isRejected ? i18n._("Assessment rejected") : STATES[interview.state]}>
      <p className="mt-1 text-text2">
        {isRejected
          ? i18n._("{name} rejected the assessment. Nothing was decided about the candidate.", {
              name: assessment.decision?.by ?? i18n._("A colleague"),
            })
          : nothingYet(interview)}
      </p>
      <WayOn interviewId={interview.id} />
    </Card>
  );
}

function nothingYet(interview: Interview): string {
  return interview.state === "COMPLETED"
    ? i18n._("The answers are being scored. The new assessment appears here and in the queue.")
    : i18n._("There is nothing to decide at the moment.");
}

interface OvertakenProps {
  words: string;
  onDiscard: () => void;
}

/** A reason that was typed while a colleague decided. */
function Overtaken({ words, onDiscard }: OvertakenProps) {
  return (
    <div className="mt-3">
      <Note
        tone="clay"
        title={i18n._("Your decision was not recorded, because this was decided meanwhile.")}
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

function Signature({ decision }: { decision: HiringDecision }) {
  return (
    <div className="mt-2 grid gap-2 text-text2">
      <p className="flex items-baseline gap-2.5 text-claytext">
        <span className="drawn size-2.5 shrink-0 rotate-45 bg-clay" aria-hidden="true" />
        <span>
          <strong className="font-semibold">{decision.decidedBy}</strong>,{" "}
          {exactly(new Date(decision.decidedAt))}
        </span>
      </p>
      {decision.confirmedBy ? (
        <p>{i18n._("Confirmed by {name}.", { name: decision.confirmedBy })}</p>
      ) : null}
      {decision.comments ? <p>{i18n._("“{words}”", { words: decision.comments })}</p> : null}
    </div>
  );
}

function Pending({ decision, isMine }: { decision: HiringDecision; isMine: boolean }) {
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The button that was pressed is gone.
    if (document.activeElement === document.body) line.current?.focus({ preventScroll: true });
  }, []);
  return (
    <p ref={line} tabIndex={-1} className="mt-2 text-text2">
      {isMine
        ? i18n._(
            "Nothing has been sent yet. Select Undo to change your decision; your text is kept.",
          )
        : i18n._("{name} can still undo it.", { name: decision.decidedBy })}
    </p>
  );
}

interface SecondPersonProps {
  interviewId: string;
  decision: HiringDecision;
  isMine: boolean;
  mayDecide: boolean;
}

function SecondPerson({ interviewId, decision, isMine, mayDecide }: SecondPersonProps) {
  const me = useCaller()?.user.name ?? "";
  const confirm = useConfirmDecision(interviewId);
  const withdraw = useWithdrawDecision(interviewId);
  const error = confirm.error ?? withdraw.error;
  return (
    <div className="mt-3 grid gap-3">
      <p className="text-text2">
        {isMine
          ? i18n._("It is final when a second person has confirmed it. Nothing is sent before.")
          : i18n._("It needs a second person. Nothing was sent yet.")}
      </p>
      {error ? (
        <DecisionTrouble problem={asProblem(error)} onRetry={() => confirm.reset()} />
      ) : null}
      {mayDecide && !isMine ? (
        <ConfirmButton
          look="primary"
          busy={confirm.isPending && i18n._("Confirming…")}
          question={i18n._("Confirm {outcome}?", { outcome: OUTCOMES[decision.outcome] })}
          meaning={i18n._("The decision becomes final and is sent. This cannot be undone.")}
          keep={i18n._("Keep reading")}
          confirm={i18n._("Confirm and send")}
          confirmLook="primary"
          onConfirm={() => confirm.mutate(decision.decisionId)}
        >
          {i18n._("Confirm as {name}", { name: me })}
        </ConfirmButton>
      ) : null}
      {mayDecide ? (
        <ConfirmButton
          question={
            isMine ? i18n._("Take your decision back?") : i18n._("Send it back without confirming?")
          }
          meaning={i18n._(
            "The decision of {name} is removed, and the candidate is undecided again.",
            { name: decision.decidedBy },
          )}
          keep={i18n._("Keep it")}
          confirm={isMine ? i18n._("Take it back") : i18n._("Do not confirm")}
          onConfirm={() => withdraw.mutate(decision.decisionId)}
        >
          {isMine ? i18n._("Take it back") : i18n._("Do not confirm")}
        </ConfirmButton>
      ) : null}
    </div>
  );
}
