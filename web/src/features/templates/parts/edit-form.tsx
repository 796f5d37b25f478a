import { i18n } from "@lingui/core";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { Template, TemplateEdit } from "@/shared/api/types";
import { competencyName } from "@/shared/lib/competency-names";
import { LEVELS } from "@/shared/lib/interview-words";
import { minutesLong } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Failure } from "@/shared/ui/states";
import { useTemplateChange } from "../queries";
import { LENGTHS } from "./choices";

interface EditFormProps {
  template: Template;
  onClose: () => void;
}

/** Change a template; saving makes a new version. */
export function EditForm({ template, onClose }: EditFormProps) {
  const [title, setTitle] = useState(template.title);
  const [company, setCompany] = useState(template.companyName ?? "");
  const [level, setLevel] = useState(template.level);
  const [minutes, setMinutes] = useState(template.minutes);
  const [jobText, setJobText] = useState(template.jobDescription);
  const [questions, setQuestions] = useState(template.questionItems);
  const save = useTemplateChange((calls, edit: TemplateEdit) =>
    calls.edit(template.templateId, edit),
  );
  const problem = save.error ? asProblem(save.error) : null;
  const faultOf = (field: string) =>
    problem?.body.errors?.find((each) => each.field === field)?.message ?? null;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (save.isPending) return;
    save.mutate(
      {
        version: template.version,
        title: title.trim() || template.title,
        companyName: company.trim(),
        level,
        minutes,
        ...(jobText.trim() && jobText !== template.jobDescription
          ? { jobDescription: jobText }
          : {}),
        questions: questions.map(({ questionId, text }) => ({ questionId, text })),
      },
      { onSuccess: onClose },
    );
  }
  function move(from: number, to: number) {
    const moved = questions.filter((_, at) => at !== from);
    const question = questions[from];
    if (!question || to < 0 || to >= questions.length) return;
    moved.splice(to, 0, question);
    setQuestions(moved);
  }
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <Field label={i18n._("Title of the position")} error={faultOf("title")}>
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
      <div className="grid gap-5 pad:grid-cols-3">
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
              onChange={(event) => setLevel(event.target.value as Template["level"])}
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
        <Field label={i18n._("Length")} error={faultOf("minutes")}>
          {(control) => (
            <select
              {...control}
              value={minutes}
              onChange={(event) => setMinutes(Number(event.target.value))}
              className={inputLook}
            >
              {[...new Set([...LENGTHS, template.minutes])]
                .toSorted((one, other) => one - other)
                .map((each) => (
                  <option key={each} value={each}>
                    {minutesLong(each)}
                  </option>
                ))}
            </select>
          )}
        </Field>
      </div>
      <fieldset className="grid gap-4">
        <legend className="mb-2 font-[550]">{i18n._("Questions")}</legend>
        {questions.map((question, at) => (
          <div key={question.questionId} className="border-l-2 border-line pl-3.5">
            <Field
              label={i18n._("Question {number}", { number: at + 1 })}
              hint={competencyName(question.competency)}
              error={faultOf(`questions[${at}].text`)}
            >
              {(control) => (
                <textarea
                  {...control}
                  rows={3}
                  value={question.text}
                  maxLength={2000}
                  onChange={(event) =>
                    setQuestions(
                      questions.map((each) =>
                        each === question ? { ...each, text: event.target.value } : each,
                      ),
                    )
                  }
                  className={inputLook}
                />
              )}
            </Field>
            <div className="mt-1.5 flex flex-wrap gap-1">
              <Button
                look="quiet"
                size="small"
                icon={<Icon of={ArrowUp} small />}
                aria-label={i18n._("Move question {number} up", { number: at + 1 })}
                aria-disabled={at === 0 || undefined}
                onClick={() => move(at, at - 1)}
              >
                {i18n._("Up")}
              </Button>
              <Button
                look="quiet"
                size="small"
                icon={<Icon of={ArrowDown} small />}
                aria-label={i18n._("Move question {number} down", { number: at + 1 })}
                aria-disabled={at === questions.length - 1 || undefined}
                onClick={() => move(at, at + 1)}
              >
                {i18n._("Down")}
              </Button>
              <Button
                look="quiet"
                size="small"
                icon={<Icon of={Trash2} small />}
                aria-label={i18n._("Remove question {number}", { number: at + 1 })}
                aria-disabled={questions.length === 1 || undefined}
                onClick={() => setQuestions(questions.filter((each) => each !== question))}
              >
                {i18n._("Remove")}
              </Button>
            </div>
          </div>
        ))}
      </fieldset>
      <Field label={i18n._("Job text")} error={faultOf("jobDescription")}>
        {(control) => (
          <textarea
            {...control}
            rows={8}
            value={jobText}
            maxLength={20_000}
            onChange={(event) => setJobText(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      {problem ? (
        <Failure
          problem={problem}
          what={
            problem.code === "template_changed"
              ? i18n._("Another person changed this template while you were editing.")
              : i18n._("The template was not saved. Your changes are still here.")
          }
        />
      ) : null}
      <div className="flex flex-wrap gap-2.5">
        <Button look="primary" type="submit" busy={save.isPending && i18n._("Saving…")}>
          {i18n._("Save as version {version}", { version: template.version + 1 })}
        </Button>
        <Button onClick={onClose}>{i18n._("Cancel")}</Button>
      </div>
    </form>
  );
}
