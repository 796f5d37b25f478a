import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { dayOf } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import { usePracticeApi } from "../calls";
import { useSeeker } from "../queries";
import type { Assignment, Result } from "../shapes";
import { roundName } from "../words";

const STATUS: Record<Assignment["status"], string> = {
  get pending() {
    return i18n._("not started");
  },
  get in_progress() {
    return i18n._("in progress");
  },
  get completed() {
    return i18n._("completed");
  },
  get unassigned() {
    return i18n._("canceled");
  },
};

interface Found {
  email: string;
  assignments: Assignment[];
  results: Record<string, Result>;
}

/** The progress and results of assigned practice, and canceling it. */
export function ProgressLookup() {
  const calls = usePracticeApi();
  const { orgId } = useSeeker();
  const [email, setEmail] = useState("");
  const look = useMutation({
    mutationFn: async (address: string): Promise<Found> => {
      const { assignments } = await calls.assignments(address);
      const ids = assignments.map((one) => one.assignment_id);
      return {
        email: address,
        assignments,
        results: ids.length ? await calls.results(orgId, ids) : {},
      };
    },
  });
  const takeBack = useMutation({
    mutationFn: (address: string) => calls.unassign(orgId, address),
    onSuccess: (_, address) => look.mutate(address),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    takeBack.reset();
    look.mutate(email.trim());
  };
  const problem = takeBack.error ?? look.error;
  return (
    <section className="mt-6 max-w-[40rem] min-w-0">
      <h2>{i18n._("Check progress")}</h2>
      <p className="mt-1 text-text2">
        {i18n._("Shows assigned practice only, not the person's own practice.")}
      </p>
      <form onSubmit={submit} className="mt-4">
        <Field label={i18n._("E-mail address")}>
          {(control) => (
            <div className="flex gap-2.5">
              <input
                {...control}
                type="email"
                required
                maxLength={320}
                className={inputLook}
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
              <Button type="submit" busy={look.isPending && i18n._("Loading…")}>
                {i18n._("Show")}
              </Button>
            </div>
          )}
        </Field>
      </form>
      <div className="mt-4" aria-live="polite">
        {problem ? (
          <Failure
            problem={asProblem(problem)}
            what={
              takeBack.error
                ? i18n._("The assignments were not canceled.")
                : i18n._("The assignments did not load.")
            }
          />
        ) : null}
        {look.data ? (
          <AssignmentResults
            found={look.data}
            isBusy={takeBack.isPending}
            onTakeBack={() => takeBack.mutate(look.data.email)}
          />
        ) : null}
      </div>
    </section>
  );
}

interface AssignmentResultsProps {
  found: Found;
  isBusy: boolean;
  onTakeBack: () => void;
}

function AssignmentResults({ found, isBusy, onTakeBack }: AssignmentResultsProps) {
  const open = found.assignments.filter(
    ({ status }) => status === "pending" || status === "in_progress",
  );
  if (found.assignments.length === 0) {
    return (
      <p className="text-text2 [overflow-wrap:anywhere]">
        {i18n._("No assignments for {email}.", { email: found.email })}
      </p>
    );
  }
  return (
    <>
      <ul className="border-t border-line">
        {found.assignments.map((one) => (
          <li key={one.assignment_id} className="border-b border-line py-3">
            <p className="font-[550] [overflow-wrap:anywhere]">{one.role}</p>
            <p className="text-small text-text3">
              {[
                roundName(one.round),
                i18n._("assigned on {day}", { day: dayOf(new Date(one.assigned_at)) }),
                STATUS[one.status],
                scoreOf(found.results[one.assignment_id]),
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
            <ResultSummary result={found.results[one.assignment_id]} />
          </li>
        ))}
      </ul>
      {open.length > 0 ? (
        <div className="mt-3">
          <ConfirmButton
            size="small"
            busy={isBusy && i18n._("Canceling…")}
            question={i18n._("Cancel {count, plural, one {# assignment} other {# assignments}}?", {
              count: open.length,
            })}
            meaning={i18n._(
              "Practice that is in progress will no longer count as an assignment. To assign it again, create a new assignment.",
            )}
            keep={i18n._("Keep assignments")}
            confirm={i18n._("Cancel assignments")}
            onConfirm={onTakeBack}
          >
            {i18n._("Cancel {count, plural, one {# assignment} other {# assignments}}", {
              count: open.length,
            })}
          </ConfirmButton>
        </div>
      ) : null}
    </>
  );
}

function ResultSummary({ result }: { result: Result | undefined }) {
  if (!result?.summary) return null;
  return <p className="mt-1 text-text2">{result.summary}</p>;
}

function scoreOf(result: Result | undefined): string {
  if (result?.status !== "completed") return "";
  return typeof result.score === "number"
    ? i18n._("{score} of 100", { score: Math.round(result.score) })
    : i18n._("no score");
}
