import { i18n } from "@lingui/core";
import type { PlanDocument } from "@/shared/api/types";
import { percent } from "@/shared/lib/words";
import { inputLook } from "@/shared/ui/field";
import type { DraftQuestion } from "./plan-draft";

interface WeightFieldsProps {
  document: PlanDocument;
  questions: DraftQuestion[];
  weights: Record<string, number>;
  onWeights: (weights: Record<string, number>) => void;
}

/** How much each competency counts. The shares are scaled to 100%, so none has to add up by hand. */
export function WeightFields({ document, questions, weights, onWeights }: WeightFieldsProps) {
  const asked = new Set(questions.map(({ competency }) => competency));
  const rows = document.competencies
    .filter(({ name }) => asked.has(name))
    .map(({ name, weight }) => ({ name, share: weights[name] ?? Math.round(weight * 100) }));
  const total = rows.reduce((sum, { share }) => sum + share, 0);
  return (
    <fieldset className="mt-7">
      <legend className="text-section font-semibold">{i18n._("Weights")}</legend>
      <p className="mt-1 text-small text-text3">
        {i18n._("How much each competency counts in the overall score. Shares are scaled to 100%.")}
      </p>
      <ul className="mt-2">
        {rows.map(({ name, share }) => (
          <li
            key={name}
            className="grid grid-cols-[minmax(0,1fr)_auto_3.5rem] items-center gap-3 border-b border-line py-1.5"
          >
            <label htmlFor={`weight-${name}`} className="[overflow-wrap:anywhere]">
              {name}
            </label>
            <input
              id={`weight-${name}`}
              type="number"
              inputMode="numeric"
              min={1}
              max={100}
              value={share || ""}
              onChange={(event) =>
                onWeights({ ...weights, [name]: event.target.valueAsNumber || 0 })
              }
              className={`${inputLook} w-20`}
            />
            <span className="text-right text-small text-text3">
              {percent(total > 0 ? share / total : 0)}
            </span>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
