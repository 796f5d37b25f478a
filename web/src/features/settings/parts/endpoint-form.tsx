import { i18n } from "@lingui/core";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { WebhookConfig } from "@/shared/api/types";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { FormSection } from "@/shared/ui/form-section";
import { Failure } from "@/shared/ui/states";
import { useChange } from "../queries";
import { listWebhookEvents } from "../words";
import { CheckList } from "./check-list";

interface EndpointFormProps {
  /** The endpoint to change; null for a new one. */
  config: WebhookConfig | null;
  onClose: () => void;
  onSaved: (config: WebhookConfig, isSecretNew: boolean) => void;
}

/** The address of the receiver, and the events that it wants. */
export function EndpointForm({ config, onClose, onSaved }: EndpointFormProps) {
  const [url, setUrl] = useState(config?.callbackUrl ?? "");
  const [isAll, setAll] = useState(!config?.events.length);
  const [events, setEvents] = useState<WebhookConfig["events"]>(config?.events ?? []);
  const [isTried, setTried] = useState(false);
  const save = useChange(async (calls) => {
    const change = { callbackUrl: url.trim(), events: isAll ? [] : events, rotateSecret: false };
    const saved = await calls.saveWebhook({ ...change, isActive: config?.isActive ?? true });
    onSaved(saved, config === null);
  });
  const problem = save.error ? asProblem(save.error) : null;
  const ofUrl =
    (isTried && !url.trim() ? i18n._("Enter the address of your receiver.") : null) ??
    fieldRefusal(problem, "callbackUrl");
  const ofEvents =
    (isTried && !isAll && events.length === 0 ? i18n._("Choose at least one event.") : null) ??
    fieldRefusal(problem, "events");

  function submit() {
    setTried(true);
    if (url.trim() && (isAll || events.length > 0)) save.mutate(undefined);
  }

  return (
    <FormSection
      title={config ? i18n._("Edit the webhook") : i18n._("New webhook")}
      onSubmit={submit}
      refusal={problem}
    >
      <Field
        label={i18n._("Address")}
        hint={i18n._("An https address on the public Internet. It receives POST requests.")}
        error={ofUrl}
      >
        {(control) => (
          <input
            {...control}
            type="url"
            inputMode="url"
            autoComplete="off"
            maxLength={2048}
            placeholder="https://ats.example.com/vivavoce"
            className={inputLook}
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      <label className="flex min-h-11 items-center gap-3 desk:min-h-9">
        <input
          type="checkbox"
          className="size-4.5 shrink-0"
          checked={isAll}
          onChange={(event) => setAll(event.target.checked)}
        />
        {i18n._("Send every event, also those of later versions")}
      </label>
      {isAll ? null : (
        <CheckList
          legend={i18n._("Events")}
          options={listWebhookEvents()}
          chosen={events}
          error={ofEvents}
          onChange={setEvents}
        />
      )}
      {problem && !ofUrl && !ofEvents ? (
        <Failure problem={problem} what={i18n._("The webhook was not saved.")} />
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
