import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { MakeTemplate } from "@/shared/api/types";
import { LEVELS } from "@/shared/lib/interview-words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Failure } from "@/shared/ui/states";
import { LENGTHS, TEMPLATES } from "./parts/choices";
import { useTemplateChange } from "./queries";

interface NewTemplateProps {
  /** The interview that the template takes its questions from; without one a job text is asked for. */
  interviewId: string | undefined;
}

/** Make a template from a job text, or from the plan of an interview. */
export function NewTemplate({ interviewId }: NewTemplateProps) {
  const navigate = useNavigate();
  const [title, setTitle] = useState("");
  const [company, setCompany] = useState("");
  const [level, setLevel] = useState<NonNullable<MakeTemplate["level"]>>("MID");
  const [minutes, setMinutes] = useState(30);
  const [jobText, setJobText] = useState("");
  const [isAsked, setAsked] = useState(false);
  const make = useTemplateChange((calls, wanted: MakeTemplate) => calls.create(wanted));
  const isMissing = !interviewId && !(title.trim() && jobText.trim());
  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (isMissing || make.isPending) return;
    const wanted: MakeTemplate = interviewId
      ? { interviewId, ...(title.trim() ? { title: title.trim() } : {}) }
      : {
          title: title.trim(),
          jobDescription: jobText.trim(),
          level,
          minutes,
          ...(company.trim() ? { companyName: company.trim() } : {}),
        };
    make.mutate(wanted, {
      onSuccess: ({ templateId }) => navigate({ to: "/templates/$id", params: { id: templateId } }),
    });
  }
  return (
    <>
      <PageHead
        root={TEMPLATES}
        trail={["New template"]}
        title="New template"
        documentTitle="New template"
        under={
          interviewId
            ? "It gets the questions and levels of the interview’s plan. Nothing about the candidate is copied."
            : "The built-in rules write the questions from the job text. You can change them afterwards."
        }
      />
      <form onSubmit={submit} noValidate className="mt-6 grid max-w-160 gap-5">
        {interviewId ? (
          <Note title="From an interview.">
            <Link to="/interviews/$id" params={{ id: interviewId }}>
              Open the interview
            </Link>
          </Note>
        ) : null}
        <Field
          label="Title of the position"
          hint={interviewId ? "Leave empty to take the title of the interview" : undefined}
          error={isAsked && !interviewId && !title.trim() ? "Enter a title." : null}
        >
          {(control) => (
            <input
              {...control}
              value={title}
              maxLength={80}
              onChange={(event) => setTitle(event.target.value)}
              className={inputLook}
            />
          )}
        </Field>
        {interviewId ? null : (
          <>
            <Field
              label="Job text"
              error={isAsked && !jobText.trim() ? "Paste the job text." : null}
            >
              {(control) => (
                <textarea
                  {...control}
                  rows={9}
                  value={jobText}
                  maxLength={20_000}
                  onChange={(event) => setJobText(event.target.value)}
                  className={inputLook}
                />
              )}
            </Field>
            <div className="grid gap-5 pad:grid-cols-3">
              <Field label="Company" hint="Optional">
                {(control) => (
                  <input
                    {...control}
                    value={company}
                    maxLength={200}
                    onChange={(event) => setCompany(event.target.value)}
                    className={inputLook}
                  />
                )}
              </Field>
              <Field label="Level">
                {(control) => (
                  <select
                    {...control}
                    value={level}
                    onChange={(event) => setLevel(event.target.value as typeof level)}
                    className={inputLook}
                  >
                    {Object.entries(LEVELS).map(([key, name]) => (
                      <option key={key} value={key}>
                        {name}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
              <Field label="Length">
                {(control) => (
                  <select
                    {...control}
                    value={minutes}
                    onChange={(event) => setMinutes(Number(event.target.value))}
                    className={inputLook}
                  >
                    {LENGTHS.map((each) => (
                      <option key={each} value={each}>
                        {each} minutes
                      </option>
                    ))}
                  </select>
                )}
              </Field>
            </div>
          </>
        )}
        {make.error ? (
          <Failure problem={asProblem(make.error)} what="The template was not created." />
        ) : null}
        <div>
          <Button look="primary" type="submit" busy={make.isPending && "Creating…"}>
            Create template
          </Button>
        </div>
      </form>
    </>
  );
}
