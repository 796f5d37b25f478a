import { i18n } from "@lingui/core";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { CustomEvaluator } from "@/shared/api/types";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { FormSection } from "@/shared/ui/form-section";
import { Failure } from "@/shared/ui/states";
import { useChange } from "../queries";

const example = () =>
  i18n._(
    "Criterion: Bargaining\n1: Takes the first price.\n2: Asks for less once.\n3: Compares two offers.\n4: Trades volume for price.\n5: Names a limit and holds it.",
  );

interface EvaluatorFormProps {
  onClose: () => void;
  onAdded: (evaluator: CustomEvaluator) => void;
}

/** An evaluator of one's own, made from the text of a rubric; an existing name gets a new version. */
export function EvaluatorForm({ onClose, onAdded }: EvaluatorFormProps) {
  const [name, setName] = useState("");
  const [rubric, setRubric] = useState("");
  const [isTried, setTried] = useState(false);
  const add = useChange(async (calls) => onAdded(await calls.addEvaluator(name.trim(), rubric)));
  const problem = add.error ? asProblem(add.error) : null;
  const ofName =
    (isTried && !name.trim() ? i18n._("Enter a name.") : null) ?? fieldRefusal(problem, "name");
  const ofRubric =
    (isTried && !rubric.trim() ? i18n._("Describe at least one criterion.") : null) ??
    fieldRefusal(problem, "rubricText");

  function submit() {
    setTried(true);
    if (name.trim() && rubric.trim()) add.mutate(undefined);
  }

  return (
    <FormSection title={i18n._("New evaluator")} onSubmit={submit} refusal={problem}>
      <Field
        label={i18n._("Name")}
        hint={i18n._("The name of an evaluator of yours gets a new version.")}
        error={ofName}
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            maxLength={100}
            className={inputLook}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={i18n._("Rubric")}
        hint={i18n._("Each criterion with its levels from 1 to 5, one level a line.")}
        error={ofRubric}
      >
        {(control) => (
          <textarea
            {...control}
            rows={8}
            className={inputLook}
            placeholder={example()}
            value={rubric}
            onChange={(event) => setRubric(event.target.value)}
          />
        )}
      </Field>
      {problem && !ofName && !ofRubric ? (
        <Failure problem={problem} what={i18n._("The evaluator was not added.")} />
      ) : null}
      <div className="flex flex-wrap gap-2.5">
        <Button look="primary" type="submit" busy={add.isPending && i18n._("Adding…")}>
          {i18n._("Add evaluator")}
        </Button>
        <Button onClick={onClose}>{i18n._("Cancel")}</Button>
      </div>
    </FormSection>
  );
}
