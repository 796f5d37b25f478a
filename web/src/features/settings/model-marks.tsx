import { i18n } from "@lingui/core";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { ModelMarks as Marks, ModelMark } from "@/shared/api/types";
import { Field, inputLook } from "@/shared/ui/field";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { SaveRow } from "./parts/save-row";
import { SettingsPage, useMay } from "./parts/settings-page";
import { useChange, useModelMarks } from "./queries";

const properties = (): { name: ModelMark["property"]; label: string }[] => [
  { name: "labels", label: i18n._("Agrees with the labels") },
  { name: "coverage", label: i18n._("Finds the evidence that is there") },
  { name: "style", label: i18n._("Reads content, not style") },
  { name: "empty", label: i18n._("Gives low scores to fluent but empty answers") },
  { name: "facts", label: i18n._("Follows the facts") },
  { name: "names", label: i18n._("Ignores who is speaking") },
  { name: "orders", label: i18n._("Ignores instructions in an answer") },
  { name: "abstain", label: i18n._("Gives no level where nothing was said") },
  { name: "refusals", label: i18n._("Does not penalize justified refusals") },
  { name: "echo", label: i18n._("Does not count the question as an answer") },
];
const LOWEST = 0.5;
const HIGHEST = 0.99;

type Written = Partial<Record<ModelMark["property"], string>>;

/** What a model must show, beyond the qualification, before it scores for the organization. */
export function ModelMarks() {
  const marks = useModelMarks();
  return (
    <SettingsPage
      title={i18n._("Model requirements")}
      needs="tenant:read"
      under={i18n._(
        "A model may score only with a valid certificate. Here you can require more of it: the lowest share that its certificate must prove for each property, from {lowest, number} to {highest, number}. Until it does, the built-in rules score, and each scorecard says why. An empty field requires nothing more.",
        { lowest: LOWEST, highest: HIGHEST },
      )}
    >
      <Loaded of={marks} what={i18n._("The requirements")} rows={5}>
        {(stored) => <MarksForm key={JSON.stringify(stored)} stored={stored} />}
      </Loaded>
    </SettingsPage>
  );
}

function MarksForm({ stored }: { stored: Marks }) {
  const saved = writtenOf(stored);
  const [written, setWritten] = useState<Written>(saved);
  const mayChange = useMay("tenant:update");
  const save = useChange((calls, marks: ModelMark[]) => calls.replaceModelMarks(marks));
  const isChanged = properties().some(({ name }) => (written[name] ?? "") !== (saved[name] ?? ""));
  const isValid = !properties().some(({ name }) => refusedMark(written[name]));
  return (
    <form
      noValidate
      className="max-w-[46rem]"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && isValid) save.mutate(marksOf(written));
      }}
    >
      <fieldset disabled={!mayChange} className="grid gap-x-8 gap-y-5 pad:grid-cols-2">
        {properties().map(({ name, label }) => (
          <Field key={name} label={label} error={refusedMark(written[name])}>
            {(control) => (
              <input
                {...control}
                inputMode="decimal"
                autoComplete="off"
                maxLength={5}
                className={`${inputLook} max-w-28`}
                value={written[name] ?? ""}
                onChange={(event) => setWritten({ ...written, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </fieldset>
      {save.error ? (
        <div className="mt-5">
          <Failure
            problem={asProblem(save.error)}
            what={i18n._("The requirements were not saved.")}
          />
        </div>
      ) : null}
      <SaveRow
        mayChange={mayChange}
        forbidden={i18n._("Only administrators can change these requirements.")}
        isChanged={isChanged}
        isValid={isValid}
        isSaving={save.isPending}
        onDiscard={() => setWritten(saved)}
      />
    </form>
  );
}

function writtenOf({ marks }: Marks): Written {
  return Object.fromEntries(marks.map(({ property, minimum }) => [property, String(minimum)]));
}

function marksOf(written: Written): ModelMark[] {
  return properties().flatMap(({ name }) => {
    const text = (written[name] ?? "").trim();
    return text ? [{ property: name, minimum: Number(text.replace(",", ".")) }] : [];
  });
}

/** Why a mark cannot be saved; nothing if it can, or if the field is empty. */
export function refusedMark(text: string | undefined): string | undefined {
  const plain = (text ?? "").trim().replace(",", ".");
  if (!plain) return undefined;
  const mark = Number(plain);
  return mark >= LOWEST && mark <= HIGHEST
    ? undefined
    : i18n._("Enter a number from {lowest, number} to {highest, number}.", {
        lowest: LOWEST,
        highest: HIGHEST,
      });
}
