import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Note } from "@/shared/ui/note";
import { useAlerts } from "./queries";

/** Shown to operators on every page while an alert is firing. */
export function AlertBanner() {
  const alerts = useAlerts();
  const firing = alerts.data?.data.filter((alert) => alert.state === "firing") ?? [];
  const first = firing[0];
  if (!first) return null;
  const title =
    firing.length === 1
      ? first.summary
      : i18n._("{alerts, plural, one {# alert is firing.} other {# alerts are firing.}}", {
          alerts: firing.length,
        });
  return (
    <div className="mb-5">
      <Note tone="rose" title={title}>
        {firing.map((alert) => alert.rule).join(", ")}.{" "}
        <Link to="/analytics" hash="alerts" className="text-rosetext">
          {i18n._("View alerts")}
        </Link>
      </Note>
    </div>
  );
}
