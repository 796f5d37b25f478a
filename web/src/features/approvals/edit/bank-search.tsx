import { i18n } from "@lingui/core";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { BankQuestion, QuestionSet } from "@/shared/api/types";
import { competencyName } from "@/shared/lib/competency-names";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Failure } from "@/shared/ui/states";
import { useBankQuestions, useQuestionSets } from "../queries";

interface BankSearchProps {
  /** What the plan asks already. */
  taken: string[];
  onAdd: (question: BankQuestion, form: "a" | "b") => void;
  onClose: () => void;
}

/** Questions of the bank, by words and by competency or trade. */
export function BankSearch({ taken, onAdd, onClose }: BankSearchProps) {
  const [words, setWords] = useState("");
  const [setId, setSetId] = useState("");
  const search = useDeferredValue(words);
  const sets = useQuestionSets().data ?? [];
  const found = useBankQuestions({ words: search.trim(), setId });
  return (
    <section
      aria-labelledby="bank-title"
      className="mt-4 rounded-card border border-line bg-surface p-4"
    >
      <h3 id="bank-title">{i18n._("Question bank")}</h3>
      <div className="mt-3 grid gap-4 pad:grid-cols-2">
        <Field label={i18n._("Words")}>
          {(control) => (
            <input
              {...control}
              type="search"
              // biome-ignore lint/a11y/noAutofocus: the person has just asked for the search
              autoFocus
              value={words}
              onChange={(event) => setWords(event.target.value)}
              placeholder={i18n._("For example: angry customer")}
              className={inputLook}
            />
          )}
        </Field>
        <Field label={i18n._("Competency or trade")}>
          {(control) => (
            <select
              {...control}
              value={setId}
              onChange={(event) => setSetId(event.target.value)}
              className={inputLook}
            >
              <option value="">{i18n._("All")}</option>
              <Options label={i18n._("Competencies")} sets={sets.filter(({ group }) => group)} />
              <Options label={i18n._("Trades")} sets={sets.filter(({ group }) => !group)} />
            </select>
          )}
        </Field>
      </div>
      {found.error ? (
        <Failure
          problem={asProblem(found.error)}
          what={i18n._("The question bank did not load.")}
          onRetry={() => found.refetch()}
        />
      ) : null}
      {found.data ? (
        <>
          <p role="status" className="mt-3 text-small text-text3">
            {found.data.total === 0
              ? i18n._("No question has these words. Try fewer, or choose a competency.")
              : foundSentence(found.data.total, found.data.data.length)}
          </p>
          <ul>
            {found.data.data.map((question) => (
              <BankRow key={question.id} question={question} taken={taken} onAdd={onAdd} />
            ))}
          </ul>
        </>
      ) : null}
      <Button size="small" className="mt-3" onClick={onClose}>
        {i18n._("Close question bank")}
      </Button>
    </section>
  );
}

function foundSentence(total: number, shown: number): string {
  return total > shown
    ? i18n._(
        "{total, plural, one {# question, showing the first {shown}} other {# questions, showing the first {shown}}}",
        { total, shown },
      )
    : i18n._("{total, plural, one {# question} other {# questions}}", { total });
}

function Options({ label, sets }: { label: string; sets: QuestionSet[] }) {
  return (
    <optgroup label={label}>
      {sets.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </optgroup>
  );
}

interface BankRowProps {
  question: BankQuestion;
  taken: string[];
  onAdd: (question: BankQuestion, form: "a" | "b") => void;
}

function BankRow({ question, taken, onAdd }: BankRowProps) {
  const isTaken = taken.includes(question.text) || taken.includes(question.otherForm);
  return (
    <li className="border-t border-line py-3.5">
      <p className="font-voice text-[1.0625rem] leading-[1.42]">{question.text}</p>
      <p className="mt-1 text-small text-text3">
        {competencyName(question.competency)} ·{" "}
        {i18n._("{count, plural, one {# follow-up question} other {# follow-up questions}}", {
          count: question.followUpCount,
        })}
      </p>
      <details className="text-small text-text2">
        <summary className="min-h-11 py-2.5 font-[550] desk:min-h-6 desk:py-1">
          {i18n._("What a good answer covers")}
        </summary>
        <ul className="list-disc pl-4">
          {question.points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      </details>
      {isTaken ? (
        <p className="mt-1 text-small text-text2">{i18n._("Already in the plan")}</p>
      ) : (
        <Button
          size="small"
          className="mt-1"
          icon={<Icon of={Plus} small />}
          aria-label={i18n._("Add: {text}", { text: question.text })}
          onClick={() => onAdd(question, "a")}
        >
          {i18n._("Add")}
        </Button>
      )}
    </li>
  );
}
