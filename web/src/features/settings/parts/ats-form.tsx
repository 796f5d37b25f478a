import { i18n } from "@lingui/core";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { AtsConnection, AtsConnectionChange } from "@/shared/api/types";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { FormSection } from "@/shared/ui/form-section";
import { Failure } from "@/shared/ui/states";
import { useChange } from "../queries";
import type { AtsSystem } from "../words";
import { asStages, type Stage, StageTemplates } from "./stage-templates";

interface AtsFormProps {
  system: AtsSystem;
  /** The connection to change; null for a new one. */
  connection: AtsConnection | null;
  onClose: () => void;
}

const kept = () => i18n._("Leave it empty to keep the stored one, which is never shown.");

/** The credentials of a system, its address, and for Lever the template of each stage. */
export function AtsForm({ system, connection, onClose }: AtsFormProps) {
  const isLever = system.ats === "lever";
  const isStored = connection?.isActive ?? false;
  const [key, setKey] = useState("");
  const [token, setToken] = useState("");
  const [url, setUrl] = useState(connection?.apiUrl ?? "");
  const [stages, setStages] = useState<Stage[]>(asStages(connection?.stageTemplates ?? {}));
  const [isTried, setTried] = useState(false);
  const save = useChange(async (calls, change: AtsConnectionChange) => {
    await calls.saveAtsConnection(system.ats, change);
    onClose();
  });
  const problem = save.error ? asProblem(save.error) : null;
  const isKeyMissing = !isStored && !key.trim();
  const isTokenMissing = isLever && !isStored && !token.trim();
  const isStageIncomplete = stages.some(({ stage, templateId }) => !stage.trim() || !templateId);
  const refused = {
    key: isTried && isKeyMissing ? i18n._("Enter the API key.") : fieldRefusal(problem, "apiKey"),
    token:
      isTried && isTokenMissing
        ? i18n._("Enter the signature token.")
        : fieldRefusal(problem, "signingToken"),
    url: fieldRefusal(problem, "apiUrl"),
    stages:
      isTried && isStageIncomplete
        ? i18n._("Enter the id of each stage and choose its template.")
        : fieldRefusal(problem, "stageTemplates"),
  };

  function submit() {
    setTried(true);
    if (isKeyMissing || isTokenMissing || (isLever && isStageIncomplete)) return;
    save.mutate({
      isActive: true,
      ...(key.trim() ? { apiKey: key.trim() } : {}),
      ...(isLever && token.trim() ? { signingToken: token.trim() } : {}),
      ...(url.trim() && url.trim() !== connection?.apiUrl ? { apiUrl: url.trim() } : {}),
      ...(isLever
        ? {
            stageTemplates: Object.fromEntries(
              stages.map(({ stage, templateId }) => [stage.trim(), templateId]),
            ),
          }
        : {}),
    });
  }

  return (
    <FormSection
      title={
        isStored
          ? i18n._("Edit the connection to {name}", { name: system.name })
          : i18n._("Connect {name}", { name: system.name })
      }
      onSubmit={submit}
      refusal={problem}
    >
      <Secret
        label={i18n._("API key")}
        hint={isStored ? `${system.keyHint} ${kept()}` : system.keyHint}
        error={refused.key}
        value={key}
        onChange={setKey}
      />
      {isLever ? (
        <Secret
          label={i18n._("Signature token")}
          hint={[i18n._("Lever signs its webhook with it."), isStored ? kept() : ""]
            .join(" ")
            .trim()}
          error={refused.token}
          value={token}
          onChange={setToken}
        />
      ) : null}
      <Field
        label={i18n._("API address")}
        hint={i18n._("Only if it is not the usual one. If you change it, enter the API key again.")}
        error={refused.url}
      >
        {(control) => (
          <input
            {...control}
            type="url"
            inputMode="url"
            autoComplete="off"
            maxLength={300}
            placeholder={system.usualUrl}
            className={inputLook}
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      {isLever ? (
        <StageTemplates stages={stages} error={refused.stages} onChange={setStages} />
      ) : null}
      {problem && !Object.values(refused).some(Boolean) ? (
        <Failure problem={problem} what={i18n._("The connection was not saved.")} />
      ) : null}
      <div className="flex flex-wrap gap-2.5">
        <Button look="primary" type="submit" busy={save.isPending && i18n._("Saving…")}>
          {i18n._("Save")}
        </Button>
        <Button onClick={onClose}>{i18n._("Cancel")}</Button>
      </div>
    </FormSection>
  );
}

interface SecretProps {
  label: string;
  hint: string;
  error: string | null;
  value: string;
  onChange: (value: string) => void;
}

function Secret({ label, hint, error, value, onChange }: SecretProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          {...control}
          type="password"
          autoComplete="off"
          maxLength={170}
          className={inputLook}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
