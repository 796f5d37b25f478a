import { Link } from "@tanstack/react-router";
import { count } from "@/shared/lib/words";
import { Note } from "@/shared/ui/note";
import { useAlerts } from "./queries";

/** Shown to operators on every page while an alert is firing. */
export function AlertBanner() {
  const alerts = useAlerts();
  const firing = alerts.data?.data.filter((alert) => alert.state === "firing") ?? [];
  const first = firing[0];
  if (!first) return null;
  const title =
    firing.length === 1 ? first.summary : `${count(firing.length, "alert")} are firing.`;
  return (
    <div className="mb-5">
      <Note tone="rose" title={title}>
        {firing.map((alert) => alert.rule).join(", ")}.{" "}
        <Link to="/analytics" hash="alerts" className="text-rosetext">
          View alerts
        </Link>
      </Note>
    </div>
  );
}
