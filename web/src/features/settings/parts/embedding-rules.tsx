import { i18n } from "@lingui/core";
import type { Problem } from "@/shared/api/problem";
import type { OrganizationSettings } from "@/shared/api/types";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Field, inputLook } from "@/shared/ui/field";
import { Switch } from "./switch";

interface EmbeddingRulesProps {
  edited: OrganizationSettings;
  problem: Problem | null;
  set: (change: Partial<OrganizationSettings>) => void;
}

/** Which pages of the organization may show the interview in a frame. */
export function EmbeddingRules({ edited, problem, set }: EmbeddingRulesProps) {
  return (
    <section aria-labelledby="embedding">
      <h2 id="embedding">{i18n._("Interviews in your own pages")}</h2>
      <p className="text-text2">
        {i18n._(
          "Pages of these origins can show the interview in a frame, with a token that your server asks for. Pages of other origins never can.",
        )}
      </p>
      <div className="mt-4 grid gap-3">
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
    </section>
  );
}
