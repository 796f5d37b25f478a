import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import { useArrival, useTitle } from "@/shared/lib/page";
import { count, dayOf } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { usePracticeApi } from "./calls";
import { Choice } from "./parts/choice";
import { useAssignments, useSeeker } from "./queries";
import type { Assignment } from "./shapes";

const ASSIGNS = new Set(["ADMIN", "RECRUITER"]);
const STATUS = {
  pending: "Not begun",
  in_progress: "Begun",
  completed: "Done",
  unassigned: "Taken back",
};

/** What others asked me to practise; and, for those who may, asking others. */
export function Assignments() {
  const mine = useAssignments();
  const caller = useCaller();
  const heading = useArrival("assignments");
  useTitle("Assigned to me · Vivavoce");
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Assigned to me
      </h1>
      <div className="mt-6">{content()}</div>
      {caller && ASSIGNS.has(caller.user.role) ? <Assign /> : null}
    </>
  );

  function content() {
    if (mine.error) {
      return (
        <Failure
          problem={asProblem(mine.error)}
          what="Your assignments did not load."
          onRetry={() => mine.refetch()}
        />
      );
    }
    if (!mine.data) return <Skeleton rows={3} label="Loading your assignments" />;
    if (mine.data.assignments.length === 0) {
      return (
        <Empty title="Nobody has assigned you anything">
          <p>You can practise on your own whenever you like.</p>
        </Empty>
      );
    }
    return (
      <ul className="border-t border-line">
        {mine.data.assignments.map((one) => (
          <Row key={one.assignment_id} assignment={one} />
        ))}
      </ul>
    );
  }
}

function Row({ assignment }: { assignment: Assignment }) {
  const { assignment_id, role, round, status, session_id, assigned_at } = assignment;
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-b border-line py-4">
      <div className="min-w-0">
        <p className="font-[550] [overflow-wrap:anywhere]">{role}</p>
        <p className="text-small text-text3">
          {round.replace("_", "-")} · asked on {dayOf(new Date(assigned_at))} · {STATUS[status]}
        </p>
      </div>
      {status === "pending" ? (
        <Link
          to="/practice"
          search={{ assignment: assignment_id, role }}
          className={buttonLook("primary", "small")}
        >
          Start
        </Link>
      ) : session_id && status === "completed" ? (
        <Link
          to="/practice/$sessionId/review"
          params={{ sessionId: session_id }}
          className={buttonLook("outline", "small")}
        >
          Read the review
        </Link>
      ) : null}
    </li>
  );
}

type Round = "warm_up" | "behavioral" | "technical";
const ROUNDS: [Round, string][] = [
  ["warm_up", "Warm-up"],
  ["behavioral", "Behavioural"],
  ["technical", "Technical"],
];

function Assign() {
  const calls = usePracticeApi();
  const { orgId } = useSeeker();
  const [role, setRole] = useState("");
  const [round, setRound] = useState<Round>("behavioral");
  const [addresses, setAddresses] = useState("");
  const assign = useMutation({
    mutationFn: () =>
      calls.assign(orgId, { role, round, emails: addresses.split(/[\s,;]+/).filter(Boolean) }),
    onSuccess: () => setAddresses(""),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    assign.mutate();
  };
  return (
    <section className="mt-12 max-w-[40rem]">
      <h2>Ask others to practise</h2>
      <p className="mt-1 text-text2">
        You will see the result of what you assign, and they know that.
      </p>
      <form onSubmit={submit} className="mt-4 grid gap-5">
        <Field label="Role">
          {(control) => (
            <input
              {...control}
              required
              maxLength={200}
              className={inputLook}
              value={role}
              onChange={(event) => setRole(event.target.value)}
            />
          )}
        </Field>
        <Choice label="Round" value={round} options={ROUNDS} onChange={setRound} />
        <Field label="E-mail addresses" hint="Separated by commas, blanks or lines; up to 500.">
          {(control) => (
            <textarea
              {...control}
              required
              rows={3}
              className={inputLook}
              value={addresses}
              onChange={(event) => setAddresses(event.target.value)}
            />
          )}
        </Field>
        {assign.error ? (
          <Failure problem={asProblem(assign.error)} what="Nobody was asked." />
        ) : null}
        {assign.data ? (
          <Note
            tone="tide"
            title={`Asked ${count(assign.data.assignment_ids.length, "person", "people")}.`}
          >
            {assign.data.duplicates_removed > 0
              ? `${assign.data.duplicates_removed} stood there twice.`
              : null}
          </Note>
        ) : null}
        <p>
          <Button type="submit" look="primary" busy={assign.isPending && "Asking…"}>
            Ask them
          </Button>
        </p>
      </form>
    </section>
  );
}
