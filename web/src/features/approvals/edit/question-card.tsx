import { i18n } from "@lingui/core";
import { ArrowDown, ArrowUp, Pin, PinOff, Trash2, TriangleAlert } from "lucide-react";
import { competencyName } from "@/shared/lib/competency-names";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { type Fault, isWarning } from "./faults";
import type { DraftQuestion } from "./plan-draft";

interface QuestionCardProps {
  question: DraftQuestion;
  place: number;
  amount: number;
  competencies: string[];
  faults: Fault[];
  onChange: (changes: Partial<DraftQuestion>) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}

/** One question under the hand, with what is wrong with it. */
export function QuestionCard(props: QuestionCardProps) {
  const { question, place, faults, onChange } = props;
  const refusals = faults.filter((fault) => !isWarning(fault));
  return (
    <li
      className={`rounded-card border bg-surface p-4 ${refusals.length > 0 ? "border-2 border-rose" : "border-line"}`}
    >
      <Field
        label={i18n._("Question {number}", { number: place + 1 })}
        hint={hintOf(question)}
        error={refusals.map(({ message }) => message).join(" ") || null}
      >
        {(control) => (
          <textarea
            {...control}
            id={`question-text-${question.key}`}
            aria-label={i18n._("Question {number}", { number: place + 1 })}
            rows={2}
            value={question.text}
            onChange={(event) => onChange({ text: event.target.value })}
            className={`${inputLook} scroll-mb-56 font-voice text-[1.125rem] leading-[1.42] [field-sizing:content]`}
          />
        )}
      </Field>
      {faults.filter(isWarning).map((fault) => (
        <WarningReason
          key={fault.code}
          fault={fault}
          reason={question.reasons[fault.code] ?? ""}
          onReason={(reason) =>
            onChange({ reasons: { ...question.reasons, [fault.code]: reason } })
          }
        />
      ))}
      {isWritten(question) ? <WrittenFields {...props} /> : null}
      <div className="mt-3 flex flex-wrap items-end justify-between gap-x-5 gap-y-3">
        <Settings {...props} />
        <Moves {...props} />
      </div>
    </li>
  );
}

function isWritten({ id, bankQuestion }: DraftQuestion): boolean {
  return id === null && bankQuestion === null;
}

function hintOf(question: DraftQuestion): string {
  if (question.bankQuestion)
    return i18n._("New, from the question bank: {competency}", {
      competency: question.competency,
    });
  return isWritten(question) ? i18n._("New, written by you") : competencyName(question.competency);
}

/** A warning, and the reason for which it does not apply. */
function WarningReason({
  fault,
  reason,
  onReason,
}: {
  fault: Fault;
  reason: string;
  onReason: (reason: string) => void;
}) {
  return (
    <div className="mt-3 rounded-control bg-ambersoft px-3.5 py-3 text-ambertext">
      <p className="flex items-baseline gap-2">
        <span className="translate-y-0.5">
          <Icon of={TriangleAlert} small />
        </span>
        {fault.message}
      </p>
      <div className="mt-2 text-text">
        <Field
          label={i18n._("Keep it anyway, because")}
          hint={i18n._("Your reason is stored with the plan")}
        >
          {(control) => (
            <input
              {...control}
              value={reason}
              onChange={(event) => onReason(event.target.value)}
              className={inputLook}
            />
          )}
        </Field>
      </div>
    </div>
  );
}

function WrittenFields({ question, competencies, onChange }: QuestionCardProps) {
  return (
    <div className="mt-3 grid gap-4">
      <Field label={i18n._("Competency")}>
        {(control) => (
          <select
            {...control}
            value={question.competency}
            onChange={(event) => onChange({ competency: event.target.value })}
            className={inputLook}
          >
            {competencies.map((name) => (
              <option key={name} value={name}>
                {competencyName(name)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label={i18n._("What a good answer covers")}
        hint={i18n._(
          "One point per line. If you leave this empty, answers are scored only by the levels of the competency.",
        )}
      >
        {(control) => (
          <textarea
            {...control}
            rows={3}
            value={question.goodAnswer}
            onChange={(event) => onChange({ goodAnswer: event.target.value })}
            className={`${inputLook} [field-sizing:content]`}
          />
        )}
      </Field>
    </div>
  );
}

function Settings({ question, place, onChange }: QuestionCardProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
      <label className="flex items-center gap-2">
        <input
          type="number"
          inputMode="decimal"
          min={1}
          max={14}
          step={0.5}
          aria-label={i18n._("Minutes for question {number}", { number: place + 1 })}
          value={Math.round(question.seconds / 6) / 10}
          onChange={(event) =>
            onChange({ seconds: Math.round(event.target.valueAsNumber * 60) || 0 })
          }
          className={`${inputLook} w-20`}
        />
        {i18n._("min")}
      </label>
      <label className="flex min-h-11 items-center gap-2">
        <input
          type="checkbox"
          checked={question.isMandatory}
          onChange={(event) => onChange({ isMandatory: event.target.checked })}
          className="size-4.5"
        />
        {i18n._("Always ask")}
      </label>
    </div>
  );
}

function Moves({ question, place, amount, onChange, onMove, onRemove }: QuestionCardProps) {
  const number = place + 1;
  const isPinned = question.isPinned ?? question.text !== question.original;
  return (
    <div className="flex flex-wrap gap-1.5">
      <Button
        size="small"
        aria-pressed={isPinned}
        icon={<Icon of={isPinned ? PinOff : Pin} small />}
        title={i18n._("A pinned question stays when you ask for changes")}
        onClick={() => onChange({ isPinned: !isPinned })}
      >
        {isPinned ? i18n._("Pinned") : i18n._("Pin")}
      </Button>
      <Button
        size="small"
        id={`question-up-${question.key}`}
        aria-label={i18n._("Move question {number} up", { number })}
        aria-disabled={place === 0}
        icon={<Icon of={ArrowUp} small />}
        onClick={() => onMove(place - 1)}
      />
      <Button
        size="small"
        id={`question-down-${question.key}`}
        aria-label={i18n._("Move question {number} down", { number })}
        aria-disabled={place === amount - 1}
        icon={<Icon of={ArrowDown} small />}
        onClick={() => onMove(place + 1)}
      />
      <Button
        size="small"
        look="danger"
        aria-label={i18n._("Remove question {number}", { number })}
        icon={<Icon of={Trash2} small />}
        onClick={onRemove}
      />
    </div>
  );
}
