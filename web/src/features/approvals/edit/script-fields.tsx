import { i18n } from "@lingui/core";
import { Fragment } from "react";
import type { PlanDocument } from "@/shared/api/types";
import { Field, inputLook } from "@/shared/ui/field";
import type { Faults } from "./faults";
import { OwnInvitation } from "./own-invitation";
import type { PlanDraft, ScriptName } from "./plan-draft";

const SCRIPTS: { name: ScriptName; label: string; hint: string }[] = [
  {
    name: "inmail_draft",
    get label() {
      return i18n._("Invitation");
    },
    get hint() {
      return i18n._(
        "The built-in invitation e-mail begins with it. {link} becomes the personal link, and {name} the name. If you leave it empty, the e-mail has its usual words.",
        { link: "{{INTERVIEW_LINK}}", name: "{{CANDIDATE_NAME}}" },
      );
    },
  },
  {
    name: "greeting_script",
    get label() {
      return i18n._("Opening message");
    },
    get hint() {
      return i18n._(
        "It must say that a computer program asks the questions and that a person decides.",
      );
    },
  },
  {
    name: "closing_script",
    get label() {
      return i18n._("Closing message");
    },
    get hint() {
      return i18n._("The interviewer says this last.");
    },
  },
];

interface ScriptFieldsProps {
  document: PlanDocument;
  /** The language of the interview, which its e-mails have too. */
  language: string;
  scripts: PlanDraft["scripts"];
  faults: Faults["scripts"];
  onScripts: (scripts: PlanDraft["scripts"]) => void;
}

/** What the candidate reads before the interview, and hears first and last. */
export function ScriptFields({
  document,
  language,
  scripts,
  faults,
  onScripts,
}: ScriptFieldsProps) {
  return (
    <fieldset className="mt-7 grid gap-4">
      <legend className="mb-2 text-section font-semibold">{i18n._("Messages")}</legend>
      {SCRIPTS.map(({ name, label, hint }) => (
        <Fragment key={name}>
          <Field
            label={label}
            hint={hint}
            error={faults[name]?.map(({ message }) => message).join(" ") || null}
          >
            {(control) => (
              <textarea
                {...control}
                id={`script-${name}`}
                aria-label={label}
                rows={3}
                maxLength={4000}
                value={scripts[name] ?? document[name]}
                // A browser leaves a field where it is if any of it is in sight; the bar would cover the rest.
                onFocus={(event) => event.target.scrollIntoView?.({ block: "nearest" })}
                onChange={(event) =>
                  onScripts(changed(scripts, name, event.target.value, document))
                }
                className={`${inputLook} scroll-mb-56 [field-sizing:content]`}
              />
            )}
          </Field>
          {name === "inmail_draft" ? <OwnInvitation language={language} /> : null}
        </Fragment>
      ))}
    </fieldset>
  );
}

/** The changed messages; one that is as it was is not among them. */
function changed(
  scripts: PlanDraft["scripts"],
  name: ScriptName,
  text: string,
  document: PlanDocument,
): PlanDraft["scripts"] {
  const { [name]: _, ...others } = scripts;
  return text === document[name] ? others : { ...others, [name]: text };
}
