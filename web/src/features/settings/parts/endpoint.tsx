import { i18n } from "@lingui/core";
import { CircleCheck, CirclePause, TriangleAlert } from "lucide-react";
import { asProblem } from "@/shared/api/problem";
import type { WebhookConfig } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Failure } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { useChange } from "../queries";
import { eventName } from "../words";

interface EndpointProps {
  config: WebhookConfig;
  mayChange: boolean;
  onEdit: () => void;
  onSaved: (config: WebhookConfig, isSecretNew: boolean) => void;
}

type Change = Partial<Pick<WebhookConfig, "isActive"> & { rotateSecret: boolean }>;

/** The endpoint as it is, and what can be done with it. */
export function Endpoint({ config, mayChange, onEdit, onSaved }: EndpointProps) {
  const { callbackUrl, events, isActive, secret } = config;
  const save = useChange(async (calls, change: Change) => {
    const whole = { callbackUrl, events, isActive, rotateSecret: false, ...change };
    onSaved(await calls.saveWebhook(whole), whole.rotateSecret);
  });
  const remove = useChange((calls) => calls.deleteWebhook());
  const problem = save.error ?? remove.error;
  return (
    <section aria-labelledby="endpoint" className="rounded-card border border-line bg-surface p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="endpoint" className="min-w-0 [overflow-wrap:anywhere]">
          {callbackUrl}
        </h2>
        <StatusOf config={config} />
      </div>
      <dl className="mt-3 grid gap-x-5 gap-y-2 pad:grid-cols-[7rem_minmax(0,1fr)]">
        <dt className="text-text3">{i18n._("Events")}</dt>
        <dd>{events.length ? events.map(eventName).join(", ") : i18n._("Every event")}</dd>
        <dt className="text-text3">{i18n._("Secret")}</dt>
        <dd>
          <code>{secret}</code>
        </dd>
      </dl>
      {mayChange ? (
        <div className="mt-5 flex flex-wrap gap-2">
          <Button size="small" onClick={onEdit}>
            {i18n._("Edit")}
          </Button>
          <Button
            size="small"
            busy={save.isPending && i18n._("Saving…")}
            onClick={() => save.mutate({ isActive: !isActive })}
          >
            {isActive ? i18n._("Pause") : i18n._("Resume")}
          </Button>
          <ConfirmButton
            size="small"
            question={i18n._("Rotate the signing secret?")}
            meaning={i18n._(
              "You get a new secret. For 24 hours each webhook is signed with both, so that your receiver has time to switch.",
            )}
            keep={i18n._("Keep the secret")}
            confirm={i18n._("Rotate secret")}
            confirmLook="primary"
            onConfirm={() => save.mutate({ rotateSecret: true })}
          >
            {i18n._("Rotate secret")}
          </ConfirmButton>
          <ConfirmButton
            size="small"
            look="danger"
            question={i18n._("Delete the webhook?")}
            meaning={i18n._(
              "Your system is not called any more, and webhooks that are waiting are not sent. The secret is deleted. This cannot be undone.",
            )}
            keep={i18n._("Keep it")}
            confirm={i18n._("Delete")}
            busy={remove.isPending && i18n._("Deleting…")}
            onConfirm={() => remove.mutate(undefined)}
          >
            {i18n._("Delete")}
          </ConfirmButton>
        </div>
      ) : null}
      {problem ? (
        <div className="mt-4">
          <Failure problem={asProblem(problem)} what={i18n._("The webhook was not changed.")} />
        </div>
      ) : null}
    </section>
  );
}

function StatusOf({ config }: { config: WebhookConfig }) {
  if (config.isGone) {
    return (
      <Status icon={TriangleAlert} tone="rose">
        {i18n._("The receiver answered “gone” (410). Save the address again to go on.")}
      </Status>
    );
  }
  if (config.isActive) {
    return (
      <Status icon={CircleCheck} tone="leaf">
        {i18n._("Active")}
      </Status>
    );
  }
  return (
    <Status icon={CirclePause} tone="amber">
      {i18n._("Paused: what happens now is not sent, and not sent later")}
    </Status>
  );
}
