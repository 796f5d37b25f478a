import { i18n } from "@lingui/core";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { NewSkill } from "@/shared/api/types";
import { competencyName } from "@/shared/lib/competency-names";
import { fieldRefusal } from "@/shared/lib/refusals";
import { humanised } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { FormSection } from "@/shared/ui/form-section";
import { Failure } from "@/shared/ui/states";
import { useGroups, useSkillChange } from "../queries";
import { splitAliases } from "../words";

const kinds = (): [NewSkill["kind"], string][] => [
  ["activity", i18n._("Something one does")],
  ["tool", i18n._("A tool or program that one uses")],
  ["field", i18n._("A field that one knows")],
  ["language", i18n._("A language that one speaks")],
  ["license", i18n._("A license or certificate that one holds")],
];
const EMPTY: NewSkill = { name: "", kind: "activity", group: "", description: "" };
const MOST_ALIASES = 20;
const LONGEST_NAME = 80;

interface SkillFormProps {
  onClose: () => void;
  onAdded: (name: string) => void;
}

/** A skill of the organization's own, which requests for interviews may name from then on. */
export function SkillForm({ onClose, onAdded }: SkillFormProps) {
  const groups = useGroups().data ?? [];
  const [skill, setSkill] = useState(EMPTY);
  const [others, setOthers] = useState("");
  const [isTried, setTried] = useState(false);
  const add = useSkillChange(async (calls, given: NewSkill) =>
    onAdded((await calls.addSkill(given)).name),
  );
  const aliases = splitAliases(others);
  const problem = add.error ? asProblem(add.error) : null;
  const taken = problem?.code === "skill_name_taken" ? problem.body.detail : null;
  const ofName =
    (isTried && !skill.name.trim() ? i18n._("Enter a name.") : null) ??
    taken ??
    fieldRefusal(problem, "name");
  const ofOthers = refusalOf(aliases) ?? fieldRefusal(problem, "aliases");
  const set = (more: Partial<NewSkill>) => setSkill({ ...skill, ...more });

  function submit() {
    setTried(true);
    if (skill.name.trim() && !refusalOf(aliases))
      add.mutate({ ...skill, name: skill.name.trim(), aliases });
  }

  return (
    <FormSection title={i18n._("New skill")} onSubmit={submit} refusal={problem}>
      <Field label={i18n._("Name")} error={ofName}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            maxLength={LONGEST_NAME}
            className={inputLook}
            value={skill.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={i18n._("Other names")}
        hint={i18n._("Names that mean the same, with commas between them.")}
        error={ofOthers}
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            className={inputLook}
            value={others}
            onChange={(event) => setOthers(event.target.value)}
          />
        )}
      </Field>
      <Field label={i18n._("Kind")}>
        {(control) => (
          <select
            {...control}
            value={skill.kind}
            className={`${inputLook} min-h-11`}
            onChange={(event) => set({ kind: event.target.value as NewSkill["kind"] })}
          >
            {kinds().map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label={i18n._("Competency group")}
        hint={i18n._("The skill belongs to this group, and the list shows it.")}
        error={fieldRefusal(problem, "group")}
      >
        {(control) => (
          <select
            {...control}
            value={skill.group}
            className={`${inputLook} min-h-11`}
            onChange={(event) => set({ group: event.target.value })}
          >
            <option value="">{i18n._("None")}</option>
            {groups.map(({ code, name }) => (
              <option key={code} value={code}>
                {competencyName(humanised(name))}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label={i18n._("Description")}
        hint={i18n._("One sentence. May stay empty.")}
        error={fieldRefusal(problem, "description")}
      >
        {(control) => (
          <textarea
            {...control}
            rows={2}
            maxLength={500}
            className={inputLook}
            value={skill.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      {problem && !ofName && !ofOthers ? (
        <Failure problem={problem} what={i18n._("The skill was not added.")} />
      ) : null}
      <div className="flex flex-wrap gap-2.5">
        <Button look="primary" type="submit" busy={add.isPending && i18n._("Adding…")}>
          {i18n._("Add skill")}
        </Button>
        <Button onClick={onClose}>{i18n._("Cancel")}</Button>
      </div>
    </FormSection>
  );
}

function refusalOf(aliases: string[]): string | null {
  if (aliases.length > MOST_ALIASES)
    return i18n._("At most {most} other names.", { most: MOST_ALIASES });
  const long = aliases.find((alias) => alias.length > LONGEST_NAME);
  return long
    ? i18n._("“{name}…” has more than {most} characters.", {
        name: long.slice(0, 20),
        most: LONGEST_NAME,
      })
    : null;
}
