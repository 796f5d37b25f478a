import { i18n } from "@lingui/core";
import { useQueryClient } from "@tanstack/react-query";
import { Plus, Send } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { WebhookConfig, WebhookTest } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { useOpener } from "@/shared/ui/form-section";
import { Icon } from "@/shared/ui/icon";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { Deliveries } from "./parts/deliveries";
import { Endpoint } from "./parts/endpoint";
import { EndpointForm } from "./parts/endpoint-form";
import { SecretOnce } from "./parts/secret-once";
import { SettingsPage, useMay } from "./parts/settings-page";
import { TestAnswer } from "./parts/test-answer";
import { useChange, useWebhook } from "./queries";

/** The webhook endpoint of the organization, what it answers, and what was sent to it. */
export function Webhooks() {
  const webhook = useWebhookIfAny();
  const form = useOpener();
  const mayChange = useMay("tenant:update");
  const [secret, setSecret] = useState<string | null>(null);
  const [answer, setAnswer] = useState<WebhookTest | null>(null);
  const test = useChange(async (calls) => setAnswer(await calls.testWebhook()));
  const saved = (config: WebhookConfig, isSecretNew: boolean) => {
    setAnswer(null);
    if (isSecretNew) setSecret(config.secret);
  };
  return (
    <SettingsPage
      title={i18n._("Webhooks")}
      needs="tenant:read"
      under={i18n._(
        "Vivavoce calls one address of yours when something happens to an interview. Each call is signed.",
      )}
      aside={mayChange && webhook.config ? <div ref={form.button}>{sendTest()}</div> : null}
    >
      {secret ? (
        <SecretOnce
          key={secret}
          title={i18n._("The signing secret")}
          secret={secret}
          onDone={() => {
            setSecret(null);
            form.close();
          }}
        >
          {i18n._(
            "Copy it now: your receiver checks the signature with it. It is not shown again. An earlier secret also signs for 24 hours.",
          )}
        </SecretOnce>
      ) : null}
      {form.isOpen ? (
        <EndpointForm
          config={webhook.config ?? null}
          onClose={form.close}
          onSaved={(config, isNew) => {
            form.close();
            saved(config, isNew);
          }}
        />
      ) : null}
      {content()}
    </SettingsPage>
  );

  function sendTest() {
    return (
      <Button
        look="primary"
        icon={<Icon of={Send} small />}
        busy={test.isPending && i18n._("Sending…")}
        onClick={() => test.mutate(undefined)}
      >
        {i18n._("Send a test")}
      </Button>
    );
  }

  function content() {
    if (webhook.problem) {
      return (
        <Failure
          problem={webhook.problem}
          what={i18n._("The webhook did not load.")}
          onRetry={webhook.refetch}
        />
      );
    }
    if (webhook.config === undefined)
      return <Skeleton rows={2} label={i18n._("Loading the webhook")} />;
    return (
      <>
        {test.error ? (
          <div className="mb-5">
            <Failure problem={asProblem(test.error)} what={i18n._("The test was not sent.")} />
          </div>
        ) : null}
        <div role="status" className="mb-5 empty:mb-0">
          {answer && !test.isPending ? <TestAnswer answer={answer} /> : null}
        </div>
        {webhook.config ? (
          <Endpoint
            config={webhook.config}
            mayChange={mayChange}
            onEdit={form.open}
            onSaved={saved}
          />
        ) : form.isOpen ? null : (
          <Empty title={i18n._("No webhook is set up")}>
            <p>
              {i18n._(
                "With a webhook, your system learns at once that a plan waits, an interview ended or a decision was made. Without one, nothing is sent.",
              )}
            </p>
            {mayChange ? (
              <div ref={form.button} className="mt-4">
                <Button look="primary" icon={<Icon of={Plus} small />} onClick={form.open}>
                  {i18n._("Add a webhook")}
                </Button>
              </div>
            ) : (
              <p className="mt-1">{i18n._("An administrator can add one.")}</p>
            )}
          </Empty>
        )}
        <Deliveries hasWebhook={webhook.config !== null} />
      </>
    );
  }
}

/** The endpoint; null if there is none, undefined until that is known. */
function useWebhookIfAny() {
  const found = useWebhook();
  const queries = useQueryClient();
  const problem = found.error ? asProblem(found.error) : null;
  const isNone = problem?.code === "webhook_config_not_found";
  return {
    config: isNone ? null : found.data,
    problem: isNone || found.data ? null : problem,
    refetch: () => void queries.invalidateQueries({ queryKey: ["settings", "webhook"] }),
  };
}
