import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { Interview } from "@/shared/api/types";
import { humanised } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import { useDecision } from "../queries";

type Facts = Record<string, string | string[]>;

const LONG = new Set(["jobDescription", "job_description"]);

/** The questions that stand between a request and its plan, each at its own field. */
export function CompleteInfo({ interview }: { interview: Interview }) {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const saving = useDecision<Facts>(interview.id, (calls, facts) =>
    calls.completeInfo(interview.id, facts),
  );
  const problem = saving.error ? asProblem(saving.error) : null;
  const errors = new Map(problem?.body.errors?.map((each) => [each.field, each.message]));

  function save(event: FormEvent) {
    event.preventDefault();
    const facts = Object.entries(typed).filter(([, text]) => text.trim());
    saving.mutate(Object.fromEntries(facts.map(([field, text]) => [field, asFact(field, text)])));
  }

  return (
    <section className="mb-10">
      <h2>Missing details</h2>
      <form onSubmit={save} className="mt-4 grid max-w-xl gap-5">
        {problem && errors.size === 0 ? (
          <Failure problem={problem} what="Your changes were not saved. Your text is still here." />
        ) : null}
        {interview.missingFields.map(({ field, question }) => (
          <Field
            key={field}
            label={humanised(field)}
            hint={question || (field === "skills" ? "Separate them with commas." : undefined)}
            error={errors.get(field)}
          >
            {(control) => {
              const shared = {
                ...control,
                value: typed[field] ?? "",
                onChange: (event: { target: { value: string } }) =>
                  setTyped({ ...typed, [field]: event.target.value }),
                className: inputLook,
              };
              return LONG.has(field) ? <textarea rows={6} {...shared} /> : <input {...shared} />;
            }}
          </Field>
        ))}
        <div>
          <Button look="primary" type="submit" busy={saving.isPending && "Saving…"}>
            Save and continue
          </Button>
        </div>
      </form>
    </section>
  );
}

function asFact(field: string, text: string): string | string[] {
  if (field !== "skills") return text.trim();
  return text
    .split(",")
    .map((skill) => skill.trim())
    .filter(Boolean);
}
