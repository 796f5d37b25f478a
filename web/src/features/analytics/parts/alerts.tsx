import { CircleCheck, TriangleAlert } from "lucide-react";
import { asProblem } from "@/shared/api/problem";
import type { Alert } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { Failure, Skeleton } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { useAlerts } from "../queries";

/** What fires and what fired lately, for an operator of the installation. */
export function Alerts() {
  const alerts = useAlerts();
  return (
    <section id="alerts">
      <h2>Alerts</h2>
      <p className="mt-1 mb-2 text-small text-text3">
        For the whole installation, checked every few seconds
      </p>
      {alerts.data ? (
        <List alerts={alerts.data.data} />
      ) : alerts.error ? (
        <Failure
          problem={asProblem(alerts.error)}
          what="The alerts did not load."
          onRetry={() => alerts.refetch()}
        />
      ) : (
        <Skeleton rows={2} label="Loading the alerts" />
      )}
    </section>
  );
}

/** In place of the alerts, for an administrator who might look for them. */
export function NotAnOperator() {
  return (
    <section id="alerts">
      <h2>Alerts</h2>
      <p className="mt-1 text-text2">
        Only operators can see alerts and set prices for this installation.
      </p>
    </section>
  );
}

function List({ alerts }: { alerts: Alert[] }) {
  if (alerts.length === 0) return <p className="text-text2">No alerts yet.</p>;
  return (
    <ul className="border-t border-line">
      {alerts.map((alert) => (
        <li key={alert.id} className="border-b border-line py-3">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <Status
              icon={alert.state === "firing" ? TriangleAlert : CircleCheck}
              tone={alert.state === "firing" ? "rose" : "leaf"}
            >
              {alert.rule} {alert.state === "firing" ? "firing" : "resolved"}
            </Status>
            <span className="text-small text-text3">
              since <time dateTime={alert.firedAt}>{exactly(new Date(alert.firedAt))}</time>
              {alert.clearedAt ? (
                <>
                  {" "}
                  until <time dateTime={alert.clearedAt}>{exactly(new Date(alert.clearedAt))}</time>
                </>
              ) : null}
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
