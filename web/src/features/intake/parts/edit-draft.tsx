import { i18n } from "@lingui/core";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { competencyName } from "@/shared/lib/competency-names";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Failure } from "@/shared/ui/states";
import { NAMES } from "../drafts";
import { useIntakeMutation } from "../queries";
import type { Draft, DraftEdit } from "../shapes";

interface EditDraftProps {
  intakeId: string;
  draft: Draft;
  /** The number that the edited version gets. */
  next: number;
  onClose: () => void;
}

/** Change the words of a draft; saving makes a new version. */
export function EditDraft({ intakeId, draft, next, onClose }: EditDraftProps) {
  const [title, setTitle] = useState(draft.title ?? "");
  const [content, setContent] = useState(draft.content ?? "");
  const [questions, setQuestions] = useState(draft.questions ?? []);
  const [rows, setRows] = useState(draft.table?.rows ?? []);
  const save = useIntakeMutation(intakeId, (calls, edit: DraftEdit) =>
    calls.edit(intakeId, draft.kind, edit),
  );
  const problem = save.error ? asProblem(save.error) : null;
  const faultOf = (field: string) =>
    problem?.body.errors?.find((each) => each.field === field)?.message ?? null;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (save.isPending) return;
    const edit: DraftEdit = { version: draft.version, ...(title.trim() ? { title } : {}) };
    if (draft.questions) {
      edit.questions = questions.map(({ questionId, text, points }) => ({
        questionId,
        text,
        points: points.map((point) => point.trim()).filter(Boolean),
      }));
    } else if (draft.table) {
      edit.rows = rows;
    } else {
      edit.content = content;
    }
    save.mutate(edit, { onSuccess: onClose });
  }

  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label={i18n._("Edit {name}", { name: NAMES[draft.kind] })}
      className="grid gap-5"
    >
      <Field label={i18n._("Title")} error={faultOf("title")}>
        {(control) => (
          <input
            {...control}
            value={title}
            maxLength={200}
            onChange={(event) => setTitle(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      {draft.questions ? (
        <Questions questions={questions} onChange={setQuestions} faultOf={faultOf} />
      ) : draft.table ? (
        <Levels
          columns={draft.table.columns}
          rows={rows}
          onChange={(place, at, text) =>
            setRows(
              rows.map((row, index) =>
                index === place ? row.map((cell, other) => (other === at ? text : cell)) : row,
              ),
            )
          }
          faultOf={faultOf}
        />
      ) : (
        <Field
          label={i18n._("Text")}
          hint={i18n._(
            "Use Markdown: # for a heading, - for a list item, **bold** for bold words.",
          )}
          error={faultOf("content")}
        >
          {(control) => (
            <textarea
              {...control}
              rows={18}
              maxLength={20_000}
              value={content}
              onChange={(event) => setContent(event.target.value)}
              className={inputLook}
            />
          )}
        </Field>
      )}
      {problem ? (
        <Failure
          problem={problem}
          what={
            problem.code === "artifact_changed"
              ? i18n._(
                  "There is a newer version of this draft. Copy your changes, and open it again.",
                )
              : i18n._("The draft was not saved. Your changes are still here.")
          }
        />
      ) : null}
      <div className="flex flex-wrap gap-2.5">
        <Button look="primary" type="submit" busy={save.isPending && i18n._("Saving…")}>
          {i18n._("Save as version {version}", { version: next })}
        </Button>
        <Button onClick={onClose}>{i18n._("Cancel")}</Button>
      </div>
    </form>
  );
}

type Question = NonNullable<Draft["questions"]>[number];

interface QuestionsProps {
  questions: Question[];
  onChange: (questions: Question[]) => void;
  faultOf: (field: string) => string | null;
}

function Questions({ questions, onChange, faultOf }: QuestionsProps) {
  function change(question: Question, more: Partial<Question>) {
    onChange(questions.map((each) => (each === question ? { ...each, ...more } : each)));
  }
  return questions.map((question, at) => (
    <fieldset key={question.questionId} className="grid gap-3 border-l-2 border-line pl-3.5">
      <legend className="mb-2 font-[550]">{i18n._("Question {number}", { number: at + 1 })}</legend>
      <Field
        label={i18n._("Wording of question {number}", { number: at + 1 })}
        hint={competencyName(question.competency)}
        error={faultOf(`questions[${at}].text`)}
      >
        {(control) => (
          <textarea
            {...control}
            rows={3}
            maxLength={2000}
            value={question.text}
            onChange={(event) => change(question, { text: event.target.value })}
            className={inputLook}
          />
        )}
      </Field>
      <Field
        label={i18n._("What to look for in answer {number}", { number: at + 1 })}
        hint={i18n._("One point per line")}
        error={faultOf(`questions[${at}].points`)}
      >
        {(control) => (
          <textarea
            {...control}
            rows={Math.max(2, question.points.length)}
            value={question.points.join("\n")}
            onChange={(event) => change(question, { points: event.target.value.split("\n") })}
            className={inputLook}
          />
        )}
      </Field>
      <div>
        <Button
          look="quiet"
          size="small"
          icon={<Icon of={Trash2} small />}
          aria-label={i18n._("Remove question {number}", { number: at + 1 })}
          aria-disabled={questions.length === 1 || undefined}
          onClick={() => onChange(questions.filter((each) => each !== question))}
        >
          {i18n._("Remove")}
        </Button>
      </div>
    </fieldset>
  ));
}

interface LevelsProps {
  columns: string[];
  rows: string[][];
  onChange: (place: number, at: number, text: string) => void;
  faultOf: (field: string) => string | null;
}

/** The criteria keep their names, because the questions are connected to them by name. */
function Levels({ columns, rows, onChange, faultOf }: LevelsProps) {
  return rows.map((row, place) => (
    <fieldset key={row[0]} className="grid gap-3 border-l-2 border-line pl-3.5">
      <legend className="mb-2 font-[550]">{row[0]}</legend>
      {row.slice(1).map((text, index) => {
        const at = index + 1;
        return (
          <Field
            key={columns[at]}
            label={i18n._("{name}, level {level}", { name: row[0], level: columns[at] })}
            error={faultOf(`rows[${place}][${at}]`)}
          >
            {(control) => (
              <textarea
                {...control}
                rows={3}
                maxLength={2000}
                value={text}
                onChange={(event) => onChange(place, at, event.target.value)}
                className={inputLook}
              />
            )}
          </Field>
        );
      })}
    </fieldset>
  ));
}
