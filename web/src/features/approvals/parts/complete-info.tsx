import { i18n } from "@lingui/core";
import type { FormEvent, SelectHTMLAttributes } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Interview } from "@/shared/api/types";
import { useDraft } from "@/shared/lib/draft";
import { fieldName, isFieldNamed } from "@/shared/lib/field-names";
import { LEVELS } from "@/shared/lib/interview-words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { NextInQueue } from "../pending/next-in-queue";
import { useDecision } from "../queries";

type Typed = Record<string, string>;

const LONG = new Set(["jobDescription", "job_description"]);

/** The questions that stand between a request and its plan, each at its own field. */
export function CompleteInfo({ interview }: { interview: Interview }) {
  const me = useCaller()?.user.id ?? "";
  const [typed, keep, forget] = useDraft(me, `${interview.id} details`, NOTHING_TYPED);
  const saving = useDecision<Typed, unknown>(interview.id, async (calls, sent) => {
    const facts = Object.entries(sent).map(([field, text]) => [field, asFact(field, text)]);
    const answer = await calls.completeInfo(interview.id, Object.fromEntries(facts));
    forget(sent);
    return answer;
  });
  const problem = saving.error ? asProblem(saving.error) : null;
  const errors = new Map(problem?.body.errors?.map((each) => [each.field, each.message]));

  const written = Object.entries(typed).filter(([, text]) => text?.trim());

  function save(event: FormEvent) {
    event.preventDefault();
    saving.mutate(Object.fromEntries(written));
  }

  if (interview.state !== "INFO_NEEDED") {
    if (saving.isPending) return null;
    if (saving.isSuccess) return <HandedIn interview={interview} />;
    if (written.length === 0) return null;
    return (
      <div className="mb-10">
        <Note
          tone="clay"
          title={i18n._("Your details were not saved: a colleague completed them first.")}
          actions={
            <Button size="small" onClick={() => forget(typed)}>
              {i18n._("Discard text")}
            </Button>
          }
        >
          <q className="whitespace-pre-wrap [overflow-wrap:anywhere]">
            {written.map(([, text]) => text).join("; ")}
          </q>
        </Note>
      </div>
    );
  }
  return (
    <section className="mb-10">
      <h2>{i18n._("Missing details")}</h2>
      <form onSubmit={save} className="mt-4 grid max-w-xl gap-5">
        {problem && errors.size === 0 ? (
          <Failure
            problem={problem}
            what={i18n._("Your changes were not saved. Your text is still here.")}
          />
        ) : null}
        {interview.missingFields.map(({ field, question }) => (
          <Field
            key={field}
            label={fieldName(field)}
            hint={hintOf(field, question)}
            error={errors.get(field)}
          >
            {(control) => {
              const shared = {
                ...control,
                value: typed[field] ?? "",
                onChange: (event: { target: { value: string } }) =>
                  keep({ [field]: event.target.value }),
                className: inputLook,
              };
              if (field === "level") return <LevelChoice {...shared} />;
              return LONG.has(field) ? <textarea rows={6} {...shared} /> : <input {...shared} />;
            }}
          </Field>
        ))}
        <div>
          <Button look="primary" type="submit" busy={saving.isPending && i18n._("Saving…")}>
            {i18n._("Save and continue")}
          </Button>
        </div>
      </form>
    </section>
  );
}

const NOTHING_TYPED: Typed = {};

/** A field with a name of its own needs no question beside it. */
function hintOf(field: string, question: string): string | undefined {
  if (field === "skills") return i18n._("Separate them with commas.");
  return isFieldNamed(field) ? undefined : question;
}

function LevelChoice(control: SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <select {...control}>
      <option value="">{i18n._("Choose a level")}</option>
      {Object.entries(LEVELS).map(([level, name]) => (
        <option key={level} value={level}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** What happens now that nothing is missing any more. */
function HandedIn({ interview }: { interview: Interview }) {
  return (
    <div role="status" className="mb-10 max-w-xl">
      <Note tone="tide" title={i18n._("The details are saved.")}>
        {interview.state === "PENDING"
          ? i18n._("The plan is ready for approval.")
          : i18n._("The plan is being written. It will appear in the queue.")}
      </Note>
      <NextInQueue after={interview.id} />
    </div>
  );
}

function asFact(field: string, text: string): string | string[] {
  if (field !== "skills") return text.trim();
  return text
    .split(",")
    .map((skill) => skill.trim())
    .filter(Boolean);
}
