import { i18n } from "@lingui/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { MakeTemplate } from "@/shared/api/types";
import { LEVELS } from "@/shared/lib/interview-words";
import { minutesLong } from "@/shared/lib/words";
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
        trail={[i18n._("New template")]}
        title={i18n._("New template")}
        documentTitle={i18n._("New template")}
        under={
          interviewId
            ? i18n._(
                "It gets the questions and levels of the interview’s plan, and its language. Nothing about the candidate is copied.",
              )
            : i18n._(
                "The built-in rules write the questions in English from the job text. You can change them afterwards. For another language, plan an interview in it, and make the template from that interview. That needs a language model, except for German on trial.",
              )
        }
      />
      <form onSubmit={submit} noValidate className="mt-6 grid max-w-160 gap-5">
        {interviewId ? (
          <Note title={i18n._("From an interview.")}>
            <Link to="/interviews/$id" params={{ id: interviewId }}>
              {i18n._("Open the interview")}
            </Link>
          </Note>
        ) : null}
        <Field
          label={i18n._("Title of the position")}
          hint={interviewId ? i18n._("Leave empty to take the title of the interview") : undefined}
          error={isAsked && !interviewId && !title.trim() ? i18n._("Enter a title.") : null}
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
              label={i18n._("Job text")}
              error={isAsked && !jobText.trim() ? i18n._("Paste the job text.") : null}
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
            <div className="grid items-end gap-5 pad:grid-cols-3">
              <Field label={i18n._("Company (optional)")}>
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
              <Field label={i18n._("Level")}>
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
              <Field label={i18n._("Length")}>
                {(control) => (
                  <select
                    {...control}
                    value={minutes}
                    onChange={(event) => setMinutes(Number(event.target.value))}
                    className={inputLook}
                  >
                    {LENGTHS.map((each) => (
                      <option key={each} value={each}>
                        {minutesLong(each)}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
            </div>
          </>
        )}
        {make.error ? (
          <Failure problem={asProblem(make.error)} what={i18n._("The template was not created.")} />
        ) : null}
        <div>
          <Button look="primary" type="submit" busy={make.isPending && i18n._("Creating…")}>
            {i18n._("Create template")}
          </Button>
        </div>
      </form>
    </>
  );
}
