import { i18n } from "@lingui/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { isAllowed, useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Interview, PhoneCall } from "@/shared/api/types";
import { momentOf, timeZoneInUse } from "@/shared/lib/time-zone";
import { exactly } from "@/shared/lib/words";
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

interface Action {
  /** What is said when it worked. */
  done: string;
  isCall?: boolean;
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
  const wasCalled = acting.isSuccess && acting.variables.isCall === true;
  const failure = interview.failure?.["stage"];
  const isPhone = interview.profile === "phone_screen";
  const error = acting.error ?? removing.error;

  return (
    <section className="mt-5 grid justify-items-start gap-2.5">
      <h2>{i18n._("Other actions")}</h2>
      {error ? <Failure problem={asProblem(error)} what={i18n._("This did not work.")} /> : null}
      <FailedStep failure={interview.failure} />
      <div role="status">
        {acting.isSuccess ? <Note tone="tide" title={acting.variables.done} /> : null}
      </div>
      {mayUpdate && failure === "planning" ? (
        <Button
          onClick={() =>
            run(i18n._("The plan is being written again."), (to) => to.writePlanAgain(id))
          }
        >
          {i18n._("Write the plan again")}
        </Button>
      ) : null}
      {isAllowed(caller, "interview:approve") &&
      failure === "assessment" &&
      state === "COMPLETED" ? (
        <Button
          onClick={() =>
            run(i18n._("The assessment was requested again."), (to) => to.assessAgain(id))
          }
        >
          {i18n._("Assess again")}
        </Button>
      ) : null}
      {mayUpdate && isPhone && CALLABLE.has(state) ? (
        <ConfirmButton
          question={i18n._("Call the candidate now?")}
          meaning={
            interview.candidateName
              ? i18n._(
                  "Vivavoce calls {name} and holds the interview. It does not call between 21:00 and 8:00 of the candidate's time zone.",
                  { name: interview.candidateName },
                )
              : i18n._(
                  "Vivavoce calls the candidate and holds the interview. It does not call between 21:00 and 8:00 of the candidate's time zone.",
                )
          }
          keep={i18n._("Not now")}
          confirm={i18n._("Call now")}
          confirmLook="primary"
          onConfirm={() =>
            acting.mutate({
              done: i18n._("The call is planned."),
              run: (to) => to.callNow(id),
              isCall: true,
            })
          }
        >
          {i18n._("Call now")}
        </ConfirmButton>
      ) : null}
      {isPhone && (wasCalled || CALLED.has(state)) ? <PhoneCallState id={id} /> : null}
      {mayUpdate && INVITED.has(state) && interview.candidateEmail ? (
        <Button
          onClick={() => run(i18n._("The invitation was sent again."), (to) => to.invite(id))}
        >
          {i18n._("Send invitation again")}
        </Button>
      ) : null}
      {mayUpdate ? <LinkActions interview={interview} run={run} /> : null}
      {mayUpdate && (state === "APPROVED" || (state === "SCHEDULED" && !isPhone)) ? (
        <Schedule
          isMoved={state === "SCHEDULED"}
          onSchedule={(at) =>
            run(
              state === "SCHEDULED"
                ? i18n._("Moved. The candidate gets a new invitation.")
                : i18n._("Scheduled."),
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
          onCancel={(reason) =>
            run(i18n._("The interview is canceled."), (to) => to.cancel(id, reason))
          }
        />
      ) : null}
      {mayDelete ? (
        <>
          {interview.isErased ? null : (
            <ConfirmButton
              look="danger"
              question={i18n._("Erase the candidate's data?")}
              meaning={i18n._(
                "Name, address, résumé, answers and recordings become unreadable for good, and an open interview is canceled. The decision and the scores stay, without quotes. This cannot be undone.",
              )}
              keep={i18n._("Keep the data")}
              confirm={i18n._("Erase the data")}
              onConfirm={() => run(i18n._("The data is erased."), (to) => to.eraseCandidate(id))}
            >
              {i18n._("Erase candidate data")}
            </ConfirmButton>
          )}
          <ConfirmButton
            look="danger"
            question={i18n._("Delete this interview?")}
            meaning={i18n._(
              "The candidate's data is erased and the interview leaves every list. This cannot be undone.",
            )}
            keep={i18n._("Keep it")}
            confirm={i18n._("Delete the interview")}
            busy={removing.isPending && i18n._("Deleting…")}
            onConfirm={() => removing.mutate()}
          >
            {i18n._("Delete interview")}
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
    failure["stage"] === "planning"
      ? i18n._("The plan was not written.")
      : i18n._("The assessment failed.");
  const attempts = Number(failure["attempts"] ?? 1);
  return (
    <Note tone="amber" title={step}>
      {i18n._("After {count, plural, one {# attempt} other {# attempts}}. Code:", {
        count: attempts,
      })}{" "}
      <code>{String(failure["code"])}</code>.
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
      name={isMoved ? i18n._("Move appointment") : i18n._("Schedule")}
      title={
        isMoved
          ? i18n._("When should the interview take place?")
          : i18n._("When does the interview open?")
      }
      confirm={isMoved ? i18n._("Move") : i18n._("Schedule")}
      look="primary"
      onConfirm={() => {
        if (!at || momentOf(at).getTime() <= Date.now()) {
          setError(i18n._("Choose a time in the future."));
          return false;
        }
        onSchedule(momentOf(at).toISOString());
        return true;
      }}
    >
      <Field
        label={i18n._("Opens")}
        hint={i18n._("In your time zone, {timeZone}. The candidate can start from then on.", {
          timeZone: timeZoneInUse(),
        })}
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
      name={i18n._("Cancel interview")}
      title={i18n._("Cancel this interview?")}
      confirm={i18n._("Cancel interview")}
      look="danger"
      onConfirm={() => {
        onCancel(reason.trim());
        return true;
      }}
    >
      <p className="mb-4 text-text2">
        {isInvited
          ? i18n._(
              "The candidate's link stops working, and planned calls are dropped. This cannot be undone.",
            )
          : i18n._("This cannot be undone.")}
      </p>
      <Field label={i18n._("Reason (optional)")} hint={i18n._("It stands in the history.")}>
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
          <Button onClick={() => setOpen(false)}>{i18n._("Back")}</Button>
          <Button look={look} onClick={() => setOpen(!onConfirm())}>
            {confirm}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

const CALL_STATES: Record<PhoneCall["state"] | NonNullable<PhoneCall["outcome"]>, string> = {
  get waiting() {
    return i18n._("waiting");
  },
  get requesting() {
    return i18n._("requesting");
  },
  get dialing() {
    return i18n._("dialing");
  },
  get ringing() {
    return i18n._("ringing");
  },
  get answered() {
    return i18n._("answered");
  },
  get talking() {
    return i18n._("talking");
  },
  get ended() {
    return i18n._("ended");
  },
  get completed() {
    return i18n._("completed");
  },
  get not_reached() {
    return i18n._("not reached");
  },
  get abandoned() {
    return i18n._("abandoned");
  },
  get failed() {
    return i18n._("failed");
  },
  get canceled() {
    return i18n._("canceled");
  },
};

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
        ? i18n._(
            "The next call to {to} is at {time}. The candidate is not called between 21:00 and 8:00 in {timeZone}.",
            { to: call.to, time: exactly(new Date(call.nextAttemptAt)), timeZone: call.timeZone },
          )
        : i18n._("Call {attempt} to {to}: {state}.", {
            attempt: call.attempt,
            to: call.to,
            state: CALL_STATES[call.outcome ?? call.state],
          })}
    </p>
  );
}
