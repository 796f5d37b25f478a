import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { usePracticeApi } from "../calls";
import { useSeeker } from "../queries";
import { roundName } from "../words";
import { Choice } from "./choice";

type Round = "warm_up" | "behavioral" | "technical";
const ROUNDS: Round[] = ["warm_up", "behavioral", "technical"];

/** Assign practice to people by e-mail address. */
export function AssignForm() {
  const calls = usePracticeApi();
  const { orgId } = useSeeker();
  const [role, setRole] = useState("");
  const [round, setRound] = useState<Round>("behavioral");
  const [addresses, setAddresses] = useState("");
  const assign = useMutation({
    mutationFn: (emails: string[]) => calls.assign(orgId, { role, round, emails }),
    onSuccess: () => setAddresses(""),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    assign.mutate(addresses.split(/[\s,;]+/).filter(Boolean));
  };
  const problem = assign.error && asProblem(assign.error);
  const refused = problem && assign.variables ? refusedAddresses(problem, assign.variables) : [];
  return (
    <section className="mt-6 max-w-[40rem]">
      <h2>{i18n._("Assign practice")}</h2>
      <p className="mt-1 text-text2">
        {i18n._("You will see the results, and the people you assign know that.")}
      </p>
      <form onSubmit={submit} className="mt-4 grid gap-5">
        <Field label={i18n._("Practiced role", {}, { message: "Role" })}>
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
        <Choice
          label={i18n._("Interview type")}
          value={round}
          options={ROUNDS.map((one) => [one, roundName(one)])}
          onChange={setRound}
        />
        <Field
          label={i18n._("E-mail addresses")}
          hint={i18n._("Up to 500, separated by commas, spaces or line breaks.")}
          error={
            refused.length
              ? i18n._("Not a valid e-mail address: {addresses}. Nothing was assigned.", {
                  addresses: refused.join(", "),
                })
              : null
          }
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
        {problem && refused.length === 0 ? (
          <Failure problem={problem} what={i18n._("The assignment was not sent.")} />
        ) : null}
        {assign.data ? (
          <Note
            tone="tide"
            title={i18n._("Assigned to {count, plural, one {# person} other {# people}}.", {
              count: assign.data.assignment_ids.length,
            })}
          >
            {assign.data.duplicates_removed > 0
              ? i18n._(
                  "Removed {count, plural, one {# duplicate address} other {# duplicate addresses}}.",
                  { count: assign.data.duplicates_removed },
                )
              : null}
          </Note>
        ) : null}
        <p>
          <Button type="submit" look="primary" busy={assign.isPending && i18n._("Assigning…")}>
            {i18n._("Assign")}
          </Button>
        </p>
      </form>
    </section>
  );
}

/** The addresses that the gateway refused: it names them by their places. */
function refusedAddresses(problem: Problem, sent: string[]): string[] {
  return (problem.body.errors ?? []).flatMap(({ field }) => {
    const [, place] = /^assignee_emails\.(\d+)$/.exec(field) ?? [];
    const address = place === undefined ? undefined : sent[Number(place)];
    return address === undefined ? [] : [address];
  });
}
