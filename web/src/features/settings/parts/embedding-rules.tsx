import { i18n } from "@lingui/core";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Field, inputLook } from "@/shared/ui/field";
import { Switch } from "@/shared/ui/switch";
import type { OrganizationFields } from "./organization-page";

/** Which pages of the organization may show the interview in a frame. */
export function EmbeddingRules({ edited, problem, set }: OrganizationFields) {
  return (
    <div className="grid gap-3">
      <Field
        label={i18n._("Origins")}
        hint={i18n._(
          "One per line, such as https://careers.example.com. Leave empty to allow none.",
        )}
        error={fieldRefusal(problem, "embedOrigins")}
      >
        {(control) => (
          <textarea
            {...control}
            rows={3}
            spellCheck={false}
            className={inputLook}
            value={edited.embedOrigins.join("\n")}
            onChange={(event) => set({ embedOrigins: event.target.value.split("\n") })}
          />
        )}
      </Field>
      <Switch
        name={i18n._("Candidates need no code there")}
        under={i18n._(
          "Your system identifies the candidate before it asks for a token with an API key. They still agree to the interview.",
        )}
        isOn={edited.embedReplacesOtp}
        onChange={(embedReplacesOtp) => set({ embedReplacesOtp })}
      />
    </div>
  );
}
