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
  ["behavioral", "Behavioural"],
  ["technical", "Technical"],
];

/** Ask people to practise, by their addresses. */
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
