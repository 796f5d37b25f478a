import { i18n } from "@lingui/core";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { asProblem } from "@/shared/api/problem";
import type { Alert } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { sentence } from "@/shared/ui/sentence";
import { Failure, Skeleton } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { useAlerts } from "../queries";

/** What fires and what fired lately, for an operator of the installation. */
export function Alerts() {
  const alerts = useAlerts();
  return (
    <section id="alerts">
      <h2>{i18n._("Alerts")}</h2>
      <p className="mt-1 mb-2 text-small text-text3">
        {i18n._("For the whole installation, checked every few seconds")}
      </p>
      {alerts.data ? (
        <List alerts={alerts.data.data} />
      ) : alerts.error ? (
        <Failure
          problem={asProblem(alerts.error)}
          what={i18n._("The alerts did not load.")}
          onRetry={() => alerts.refetch()}
        />
      ) : (
        <Skeleton rows={2} label={i18n._("Loading the alerts")} />
      )}
    </section>
  );
}

/** In place of the alerts, for an administrator who might look for them. */
export function NotAnOperator() {
  return (
    <section id="alerts">
      <h2>{i18n._("Alerts")}</h2>
      <p className="mt-1 text-text2">
        {i18n._("Only operators can see alerts and set prices for this installation.")}
      </p>
    </section>
  );
}

function List({ alerts }: { alerts: Alert[] }) {
  if (alerts.length === 0) return <p className="text-text2">{i18n._("No alerts yet.")}</p>;
  return (
    <ul className="border-t border-line">
      {alerts.map((alert) => (
        <li key={alert.id} className="border-b border-line py-3">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <Status
              icon={alert.state === "firing" ? TriangleAlert : CircleCheck}
              tone={alert.state === "firing" ? "rose" : "leaf"}
            >
              {alert.state === "firing"
                ? i18n._("{rule} firing", { rule: alert.rule })
                : i18n._("{rule} resolved", { rule: alert.rule })}
            </Status>
            <span className="text-small text-text3">
              {alert.clearedAt
                ? sentence((at) => i18n._("since {fired} until {cleared}", at), {
                    fired: <Time at={alert.firedAt} />,
                    cleared: <Time at={alert.clearedAt} />,
                  })
                : sentence((at) => i18n._("since {fired}", at), {
                    fired: <Time at={alert.firedAt} />,
                  })}
            </span>
          </div>
          <p className="mt-1">
            {alert.summary} <span className="text-text2">{alert.advice}</span>
          </p>
          {Object.entries(alert.labels).map(([name, value]) => (
            <p key={name} className="text-small text-text3">
              {name}: {value}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Time({ at }: { at: string }) {
  return <time dateTime={at}>{exactly(new Date(at))}</time>;
}
