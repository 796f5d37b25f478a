import { i18n } from "@lingui/core";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import { forgetDraft } from "@/shared/lib/draft";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { UndoBar } from "@/shared/ui/undo-bar";
import { OUTCOMES } from "../words";
import { useConfirmDecision, useRenewInterview, useWithdrawDecision } from "./queries";
import { type Undoable, undoableStore } from "./undoable";

/** The decision about a candidate that the server sends in a few seconds, unless it is undone. */
export function CandidateBar({ undoable }: { undoable: Undoable }) {
  const { interviewId, name, decision, until } = undoable;
  const me = useCaller()?.user.id ?? "";
  const renew = useRenewInterview();
  const back = useWayBack();
  const withdraw = useWithdrawDecision(interviewId, () => {
    undoableStore.set(null);
    back(interviewId);
  });
  const confirm = useConfirmDecision(interviewId, () => {
    forgetDraft(me, decision.assessmentId);
    undoableStore.set(null);
  });
  const [trouble, setTrouble] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const what = i18n._("{outcome} for {name}", { outcome: OUTCOMES[decision.outcome], name });
  const isMine = decision.decidedById === me;

  useEffect(() => {
    setWords(i18n._("{what} is recorded. Press U to undo.", { what }));
  }, [what]);
  useEffect(() => {
    const timer = setTimeout(
      () => {
        forgetDraft(me, decision.assessmentId);
        undoableStore.set(null);
        void renew(interviewId);
      },
      Math.max(0, until - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [until, me, decision.assessmentId, interviewId, renew]);

  if (!isMine) return null;
  if (trouble) {
    return (
      <div className="floats fixed inset-x-3 bottom-18 z-10 mx-auto max-w-[38rem] desk:bottom-6">
        <Note
          tone="rose"
          title={trouble}
          actions={
            <Button size="small" onClick={() => undoableStore.set(null)}>
              {i18n._("Dismiss")}
            </Button>
          }
        >
          {what}.
        </Note>
      </div>
    );
  }
  const isBusy = withdraw.isPending || confirm.isPending;
  return (
    <>
      <p role="status" className="sr-only">
        {words}
      </p>
      <UndoBar
        text={i18n._("Sending: {what}", { what })}
        until={until}
        onUndo={() => {
          if (isBusy) return;
          withdraw.mutate(decision.decisionId, {
            onError: (error) => setTrouble(whyNotUndone(asProblem(error).status)),
          });
        }}
        onSendNow={() => {
          if (isBusy) return;
          confirm.mutate(decision.decisionId, {
            onError: () =>
              setTrouble(i18n._("It was not sent now. It is sent when the time to undo ends.")),
          });
        }}
      />
    </>
  );
}

function whyNotUndone(status: number): string {
  return status === 409
    ? i18n._("It was sent before you selected Undo. Open the assessment to change the decision.")
    : i18n._("It was not undone, because Vivavoce could not be reached.");
}

/** Undone on another page, a decision leads back to where it was made, with its words. */
function useWayBack(): (interviewId: string) => void {
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (interviewId) => {
    if (path === `/interviews/${interviewId}/assessment`) return;
    void navigate({ to: "/interviews/$id/assessment", params: { id: interviewId } });
  };
}
