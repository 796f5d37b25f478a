import { Check } from "lucide-react";
import { useRef, useState } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Interview, Plan } from "@/shared/api/types";
import { useKeys } from "@/shared/lib/keys";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { useDecision } from "../queries";
import { canDecide, nameOf, STATES } from "../words";
import { DecisionTrouble } from "./decision-trouble";
import { InvitationLink } from "./invitation-link";
import { Card } from "./two-columns";

type Choice = { kind: "approve" } | { kind: "change" | "reject"; comments: string };

/** Approve, ask for another version in words, or reject with a reason. */
export function PlanDecision({ interview, plan }: { interview: Interview; plan: Plan }) {
  const caller = useCaller();
  const [comments, setComments] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isRejecting, setRejecting] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const decision = useDecision<Choice>(interview.id, (calls, choice) => {
    const { planId } = plan;
    const comments = choice.kind === "approve" ? "" : choice.comments;
    if (choice.kind === "change") return calls.askForChange(interview.id, { planId, comments });
    return calls.decidePlan(interview.id, {
      planId,
      approved: choice.kind === "approve",
      comments,
    });
  });
  const isOpen = interview.state === "PENDING" && canDecide(caller?.user.role);
  const isBusy = decision.isPending;
  useKeys({
    a: () => isOpen && approve(),
    m: () => box.current?.focus(),
  });

  function approve() {
    if (!isBusy) decision.mutate({ kind: "approve" });
  }

  function withWords(kind: "change" | "reject") {
    const words = comments.trim();
    if (!words) {
      setRejecting(false);
      setError(
        kind === "change"
          ? "Say what should change, so that the next version can do it."
          : "Say why, in a sentence. It is kept with your name.",
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
    decision.mutate({ kind, comments: words });
  }

  if (interview.state !== "PENDING") {
    return (
      <Card title={STATES[interview.state]}>
        <p className="mt-1 text-text2">{afterwards(interview)}</p>
        <InvitationLink link={decision.data?.interviewLink ?? interview.interviewLink} />
      </Card>
    );
  }
  if (!isOpen) {
    return (
      <Card title="You can read this, not decide it">
        <p className="mt-1 text-text2">Recruiters and administrators decide on plans.</p>
      </Card>
    );
  }
  const doing = isBusy ? decision.variables?.kind : null;
  return (
    <Card title="Your decision">
      <p className="mt-1 text-small text-text3">
        Approving sends the link to {interview.candidateEmail || "the candidate"}.
      </p>
      <div className="mt-4 grid gap-4">
        {decision.error ? (
          <DecisionTrouble
            problem={asProblem(decision.error)}
            onRetry={() => decision.variables && decision.mutate(decision.variables)}
          />
        ) : null}
        <Button
          look="primary"
          icon={<Icon of={Check} />}
          busy={doing === "approve" && "Approving…"}
          onClick={approve}
        >
          Approve this plan
        </Button>
        <Field label="Or ask for a change" error={error}>
          {(control) => (
            <textarea
              {...control}
              ref={box}
              rows={3}
              value={comments}
              onChange={(event) => setComments(event.target.value)}
              placeholder="For example: fewer questions about tools"
              className={inputLook}
            />
          )}
        </Field>
        <div className="flex flex-wrap gap-2.5">
          <Button
            size="small"
            className="flex-1"
            busy={doing === "change" && "Asking…"}
            onClick={() => withWords("change")}
          >
            Ask for version {plan.version + 1}
          </Button>
          <Button
            size="small"
            look="danger"
            busy={doing === "reject" && "Rejecting…"}
            onClick={() => withWords("reject")}
          >
            Reject
          </Button>
        </div>
      </div>
      <Dialog
        isOpen={isRejecting}
        onClose={() => setRejecting(false)}
        title={`Reject the plan for ${nameOf(interview)}?`}
      >
        <p className="text-text2">
          The interview ends here and nobody is invited, unless your organisation has rejected plans
          written again. Your sentence is kept with it.
        </p>
        <DialogActions>
          <Button onClick={() => setRejecting(false)}>Keep it open</Button>
          <Button look="danger" onClick={() => withWords("reject")}>
            Reject the plan
          </Button>
        </DialogActions>
      </Dialog>
    </Card>
  );
}

function afterwards(interview: Interview): string {
  switch (interview.state) {
    case "RECEIVED":
    case "VALIDATING_SKILLS":
    case "GENERATING_PLAN":
      return "The next version is being written. It appears here and in the queue by itself.";
    case "REJECTED":
      return "Nobody was invited. The reason is kept with the interview.";
    case "CANCELLED":
      return "This interview does not go on.";
    default:
      return "This plan was approved. What follows is on the interview's own page.";
  }
}
