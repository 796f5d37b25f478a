import { i18n } from "@lingui/core";
import { Plus, TriangleAlert } from "lucide-react";
import { useId } from "react";
import { Button } from "@/shared/ui/button";
import { inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { useTemplates } from "../queries";

/** A stage of a job, and the template of the interviews that it starts; `key` is for the page only. */
export interface Stage {
  key: string;
  stage: string;
  templateId: string;
}

const MOST_STAGES = 100;

export function asStages(templates: Record<string, string>): Stage[] {
  return Object.entries(templates).map(([stage, templateId]) => ({
    key: stage,
    stage,
    templateId,
  }));
}

interface StageTemplatesProps {
  stages: Stage[];
  error: string | null;
  onChange: (stages: Stage[]) => void;
}

/** Which stage starts an interview from which template. */
export function StageTemplates({ stages, error, onChange }: StageTemplatesProps) {
  const templates = useTemplates();
  const id = useId();
  const change = (key: string, changed: Partial<Stage>) =>
    onChange(stages.map((one) => (one.key === key ? { ...one, ...changed } : one)));
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="font-[550]">{i18n._("Stages that start an interview")}</legend>
      <p className="text-small text-text3">
        {i18n._("A candidate who reaches the stage gets an interview.")}
      </p>
      <Loaded of={templates} what={i18n._("The templates")} rows={1}>
        {(found) => (
          <>
            <ul className="mt-2 grid gap-3">
              {stages.map((one, index) => (
                <li key={one.key} className="grid gap-2 rounded-control border border-line p-3">
                  <input
                    aria-label={i18n._("Id of stage {number} in Lever", { number: index + 1 })}
                    aria-invalid={error && !one.stage.trim() ? true : undefined}
                    placeholder={i18n._("Id of the stage in Lever")}
                    autoComplete="off"
                    maxLength={100}
                    className={inputLook}
                    value={one.stage}
                    onChange={(event) => change(one.key, { stage: event.target.value })}
                  />
                  <select
                    aria-label={i18n._("Template of stage {number}", { number: index + 1 })}
                    aria-invalid={error && !one.templateId ? true : undefined}
                    className={inputLook}
                    value={one.templateId}
                    onChange={(event) => change(one.key, { templateId: event.target.value })}
                  >
                    <option value="">{i18n._("Choose a template")}</option>
                    {found.map((template) => (
                      <option key={template.templateId} value={template.templateId}>
                        {template.title}
                      </option>
                    ))}
                  </select>
                  <Button
                    size="small"
                    look="quiet"
                    aria-label={i18n._("Remove stage {number}", { number: index + 1 })}
                    onClick={() => onChange(stages.filter(({ key }) => key !== one.key))}
                  >
                    {i18n._("Remove")}
                  </Button>
                </li>
              ))}
            </ul>
            {found.length === 0 ? (
              <p className="mt-2 text-text2">{i18n._("There is no template yet.")}</p>
            ) : stages.length < MOST_STAGES ? (
              <Button
                size="small"
                icon={<Icon of={Plus} small />}
                onClick={() =>
                  onChange([...stages, { key: crypto.randomUUID(), stage: "", templateId: "" }])
                }
              >
                {i18n._("Add a stage")}
              </Button>
            ) : null}
          </>
        )}
      </Loaded>
      {error ? (
        <p
          id={`${id}-error`}
          role="alert"
          className="mt-2 flex items-baseline gap-2 font-[550] text-rosetext"
        >
          <span className="translate-y-0.5">
            <Icon of={TriangleAlert} small />
          </span>
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
