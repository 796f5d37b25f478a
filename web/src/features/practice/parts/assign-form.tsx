import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { count } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { usePracticeApi } from "../calls";
import { useSeeker } from "../queries";
import { Choice } from "./choice";

type Round = "warm_up" | "behavioral" | "technical";
const ROUNDS: [Round, string][] = [
  ["warm_up", "Warm-up"],
  ["behavioral", "Behavioral"],
  ["technical", "Technical"],
];

/** Assign practice to people by e-mail address. */
export function AssignForm() {
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
    <section className="mt-6 max-w-[40rem]">
      <h2>Assign practice</h2>
      <p className="mt-1 text-text2">
        You will see the results, and the people you assign know that.
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
        <Choice label="Type" value={round} options={ROUNDS} onChange={setRound} />
        <Field
          label="E-mail addresses"
          hint="Up to 500, separated by commas, spaces or line breaks."
        >
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
          <Failure problem={asProblem(assign.error)} what="The assignment was not sent." />
        ) : null}
        {assign.data ? (
          <Note
            tone="tide"
            title={`Assigned to ${count(assign.data.assignment_ids.length, "person", "people")}.`}
          >
            {assign.data.duplicates_removed > 0
              ? `Removed ${count(assign.data.duplicates_removed, "duplicate address", "duplicate addresses")}.`
              : null}
          </Note>
        ) : null}
        <p>
          <Button type="submit" look="primary" busy={assign.isPending && "Assigning…"}>
            Assign
          </Button>
        </p>
      </form>
    </section>
  );
}
