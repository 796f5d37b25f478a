import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { isAllowed, useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Interview } from "@/shared/api/types";
import { momentOf, timeZoneInUse } from "@/shared/lib/time-zone";
import { count, exactly, humanised } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { type InterviewCalls, useInterviewCalls } from "../calls";
import { renew } from "../queries";
import { Booking } from "./booking";
import { LinkActions } from "./link-actions";

const INVITED = new Set(["APPROVED", "SCHEDULED", "IN_PROGRESS"]);
const CALLED = new Set(["IN_PROGRESS", "COMPLETED", "ASSESSMENT_PENDING", "ASSESSMENT_APPROVED"]);
const CALLABLE = new Set(["APPROVED", "SCHEDULED"]);

const CALL_DONE = "The call is planned.";

interface Action {
  /** What is said when it worked. */
  done: string;
  run: (calls: InterviewCalls) => Promise<unknown>;
}

/** What can be done with this interview now, besides its next step. */
export function InterviewActions({ interview }: { interview: Interview }) {
  const caller = useCaller();
  const mayUpdate = isAllowed(caller, "interview:update");
  const mayDelete = isAllowed(caller, "interview:delete");
  const calls = useInterviewCalls();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { id, state } = interview;
  const acting = useMutation({
    mutationFn: (action: Action) => action.run(calls),
    onSettled: () =>
      Promise.all([renew(queries), queries.invalidateQueries({ queryKey: ["interview", id] })]),
  });
  const removing = useMutation({
    mutationFn: () => calls.remove(id),
    onSuccess: async () => {
      await navigate({ to: "/interviews" });
      queries.removeQueries({ queryKey: ["interview", id] });
      await renew(queries);
    },
  });
  if (!mayUpdate && !mayDelete) return null;
  const run = (done: string, action: Action["run"]) => acting.mutate({ done, run: action });
  const wasCalled = acting.isSuccess && acting.variables.done === CALL_DONE;
  const failure = interview.failure?.["stage"];
  const isPhone = interview.profile === "phone_screen";
  const error = acting.error ?? removing.error;

  return (
    <section className="mt-5 grid justify-items-start gap-2.5">
      <h2>Other actions</h2>
      {error ? <Failure problem={asProblem(error)} what="This did not work." /> : null}
      <FailedStep failure={interview.failure} />
      <div role="status">
        {acting.isSuccess ? <Note tone="tide" title={acting.variables.done} /> : null}
      </div>
      {mayUpdate && failure === "planning" ? (
        <Button
          onClick={() => run("The plan is being written again.", (to) => to.writePlanAgain(id))}
        >
          Write the plan again
        </Button>
      ) : null}
      {isAllowed(caller, "interview:approve") &&
      failure === "assessment" &&
      state === "COMPLETED" ? (
        <Button
          onClick={() => run("The assessment was requested again.", (to) => to.assessAgain(id))}
        >
          Assess again
        </Button>
      ) : null}
      {mayUpdate && isPhone && CALLABLE.has(state) ? (
        <ConfirmButton
          question="Call the candidate now?"
          meaning={`Vivavoce calls ${interview.candidateName ?? "the candidate"} and holds the interview. It does not call between 21:00 and 8:00 of the candidate's time zone.`}
          keep="Not now"
          confirm="Call now"
          confirmLook="primary"
          onConfirm={() => run(CALL_DONE, (to) => to.callNow(id))}
        >
          Call now
        </ConfirmButton>
      ) : null}
      {isPhone && (wasCalled || CALLED.has(state)) ? <PhoneCallState id={id} /> : null}
      {mayUpdate && INVITED.has(state) && interview.candidateEmail ? (
        <Button onClick={() => run("The invitation was sent again.", (to) => to.invite(id))}>
          Send invitation again
        </Button>
      ) : null}
      {mayUpdate ? <LinkActions interview={interview} run={run} /> : null}
      {mayUpdate && (state === "APPROVED" || (state === "SCHEDULED" && !isPhone)) ? (
        <Schedule
          isMoved={state === "SCHEDULED"}
          onSchedule={(at) =>
            run(
              state === "SCHEDULED" ? "Moved. The candidate gets a new invitation." : "Scheduled.",
              (to) => to.schedule(id, at),
            )
          }
        />
      ) : null}
      {mayUpdate && CALLABLE.has(state) && !isPhone ? (
        <Booking interview={interview} run={run} />
      ) : null}
      {mayUpdate && interview.availableTransitions.includes("CANCEL") ? (
        <Cancel
          isInvited={INVITED.has(state)}
          onCancel={(reason) => run("The interview is canceled.", (to) => to.cancel(id, reason))}
        />
      ) : null}
      {mayDelete ? (
        <>
          {interview.isErased ? null : (
            <ConfirmButton
              look="danger"
              question="Erase the candidate's data?"
              meaning="Name, address, résumé, answers and recordings become unreadable for good, and an open interview is canceled. The decision and the scores stay, without quotes. This cannot be undone."
              keep="Keep the data"
              confirm="Erase the data"
              onConfirm={() => run("The data is erased.", (to) => to.eraseCandidate(id))}
            >
              Erase candidate data
            </ConfirmButton>
          )}
          <ConfirmButton
            look="danger"
            question="Delete this interview?"
            meaning="The candidate's data is erased and the interview leaves every list. This cannot be undone."
            keep="Keep it"
            confirm="Delete the interview"
            busy={removing.isPending && "Deleting…"}
            onConfirm={() => removing.mutate()}
          >
            Delete interview
          </ConfirmButton>
        </>
      ) : null}
    </section>
  );
}

/** Which step of the platform's own failed. */
function FailedStep({ failure }: { failure: Interview["failure"] }) {
  if (!failure) return null;
  const step =
    failure["stage"] === "planning" ? "The plan was not written." : "The assessment failed.";
  const attempts = Number(failure["attempts"] ?? 1);
  return (
    <Note tone="amber" title={step}>
      After {count(attempts, "attempt")}. Code: <code>{String(failure["code"])}</code>.
    </Note>
  );
}

interface ScheduleProps {
  isMoved: boolean;
  onSchedule: (at: string) => void;
}

function Schedule({ isMoved, onSchedule }: ScheduleProps) {
  const [at, setAt] = useState("");
  const [error, setError] = useState<string | null>(null);
  return (
    <Asking
      name={isMoved ? "Move appointment" : "Schedule"}
      title={isMoved ? "When should the interview take place?" : "When does the interview open?"}
      confirm={isMoved ? "Move" : "Schedule"}
      look="primary"
      onConfirm={() => {
        if (!at || momentOf(at).getTime() <= Date.now()) {
          setError("Choose a time in the future.");
          return false;
        }
        onSchedule(momentOf(at).toISOString());
        return true;
      }}
    >
      <Field
        label="Opens"
        hint={`In your time zone, ${timeZoneInUse()}. The candidate can start from then on.`}
        error={error}
      >
        {(control) => (
          <input
            {...control}
            type="datetime-local"
            className={inputLook}
            value={at}
            onChange={(event) => setAt(event.target.value)}
          />
        )}
      </Field>
    </Asking>
  );
}

interface CancelProps {
  isInvited: boolean;
  onCancel: (reason: string) => void;
}

function Cancel({ isInvited, onCancel }: CancelProps) {
  const [reason, setReason] = useState("");
  return (
    <Asking
      name="Cancel interview"
      title="Cancel this interview?"
      confirm="Cancel interview"
      look="danger"
      onConfirm={() => {
        onCancel(reason.trim());
        return true;
      }}
    >
      <p className="mb-4 text-text2">
        {isInvited ? "The candidate's link stops working, and planned calls are dropped. " : ""}
        This cannot be undone.
      </p>
      <Field label="Reason (optional)" hint="It stands in the history.">
        {(control) => (
          <input
            {...control}
            className={inputLook}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </Asking>
  );
}

interface AskingProps {
  name: string;
  title: string;
  confirm: string;
  look: "primary" | "danger";
  /** Returns whether the dialog closes. */
  onConfirm: () => boolean;
  children: ReactNode;
}

/** A button that asks for something more before it acts, the safe choice first. */
function Asking({ name, title, confirm, look, onConfirm, children }: AskingProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        look={look === "danger" ? "danger" : "outline"}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {name}
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={title}>
        {children}
        <DialogActions>
          <Button onClick={() => setOpen(false)}>Back</Button>
          <Button look={look} onClick={() => setOpen(!onConfirm())}>
            {confirm}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

/** The newest call, if there was one. */
function PhoneCallState({ id }: { id: string }) {
  const calls = useInterviewCalls();
  const call = useQuery({
    queryKey: ["interview", id, "call"],
    queryFn: () => calls.phoneCall(id),
    retry: false,
  }).data;
  if (!call) return null;
  return (
    <p className="text-small text-text3">
      {call.state === "waiting" && call.nextAttemptAt
        ? `The next call to ${call.to} is at ${exactly(new Date(call.nextAttemptAt))}. The candidate is not called between 21:00 and 8:00 in ${call.timeZone}.`
        : `Call ${call.attempt} to ${call.to}: ${humanised(call.outcome ?? call.state).toLowerCase()}.`}
    </p>
  );
}
