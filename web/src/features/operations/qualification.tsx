import { i18n } from "@lingui/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { asProblem } from "@/shared/api/problem";
import type { ModelQualification } from "@/shared/api/types";
import { Announcer, useAnnounce } from "@/shared/ui/announcer";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { CERTIFICATES, useOperationsCalls } from "./calls";

/** Whether a qualification waits or runs. */
export function isUnderWay(qualification: ModelQualification | null | undefined): boolean {
  return qualification?.status === "waiting" || qualification?.status === "running";
}

interface QualificationProps {
  model: string | null;
  newest: ModelQualification | null;
}

/** Starts a qualification of the configured model, or shows how far the newest is and cancels it. */
export function Qualification(props: QualificationProps) {
  return (
    <Announcer>
      <Shown {...props} />
    </Announcer>
  );
}

function Shown({ model, newest }: QualificationProps) {
  const calls = useOperationsCalls();
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: CERTIFICATES });
  const start = useMutation({
    mutationFn: calls.startQualification,
    onMutate: (): void => cancel.reset(),
    onSettled,
  });
  const cancel = useMutation({
    mutationFn: calls.cancelQualification,
    onMutate: (): void => start.reset(),
    onSettled,
  });
  const problem = start.error ?? cancel.error;
  useAnnouncements(newest);
  return (
    <div className="mt-6 grid justify-items-start gap-3">
      {newest ? <Progress qualification={newest} /> : null}
      {newest && isUnderWay(newest) ? (
        <ConfirmButton
          key="cancel"
          busy={cancel.isPending && i18n._("Stopping…")}
          question={i18n._("Cancel the qualification?")}
          meaning={i18n._(
            "Nothing is certified. The requests that were sent are not taken back, and may have cost money.",
          )}
          keep={i18n._("Let it run")}
          confirm={i18n._("Cancel it")}
          onConfirm={() => cancel.mutate(newest.id)}
        >
          {i18n._("Cancel")}
        </ConfirmButton>
      ) : model === null ? null : (
        <ConfirmButton
          key="start"
          look="primary"
          busy={start.isPending && i18n._("Starting…")}
          question={i18n._("Qualify {model}?", { model })}
          meaning={i18n._(
            "The model reads 600 labeled answers in about 1,800 requests, which may cost money. It takes minutes to hours. Interviews go on.",
          )}
          keep={i18n._("Not now")}
          confirm={i18n._("Start")}
          confirmLook="primary"
          onConfirm={() => start.mutate()}
        >
          {i18n._("Qualify this model")}
        </ConfirmButton>
      )}
      {problem ? (
        <Failure problem={asProblem(problem)} what={i18n._("That did not work.")} />
      ) : null}
    </div>
  );
}

const TENTHS = 10;

/** Say each change, and how far a run is at every tenth of the answers: the figures change each moment. */
function useAnnouncements(newest: ModelQualification | null) {
  const say = useAnnounce();
  const tenth = newest?.answersTotal
    ? Math.floor((newest.answersRead / newest.answersTotal) * TENTHS)
    : 0;
  const step = newest ? `${newest.id} ${newest.status} ${tenth}` : "";
  const before = useRef(step);
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    if (newest) say(progressOf(newest));
  }, [step, newest, say]);
}

function Progress({ qualification }: { qualification: ModelQualification }) {
  if (qualification.status === "completed") return null;
  if (qualification.status !== "failed") return <p>{progressOf(qualification)}</p>;
  return (
    <Note tone="rose" title={progressOf(qualification)}>
      {qualification.reason}
    </Note>
  );
}

function progressOf(qualification: ModelQualification): string {
  const { model, status, answersRead: read, answersTotal: total } = qualification;
  switch (status) {
    case "waiting":
      return i18n._("{model} will be qualified shortly.", { model });
    case "running":
      return total
        ? i18n._("{model} has read {read} of {total} answers.", { model, read, total })
        : i18n._("{model} begins to read.", { model });
    case "canceled":
      return i18n._("The qualification of {model} was canceled.", { model });
    case "failed":
      return i18n._("The qualification of {model} ended without a certificate.", { model });
    case "completed":
      return i18n._("The qualification of {model} is complete. Its certificate is below.", {
        model,
      });
  }
}
