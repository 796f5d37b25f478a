import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleHelp, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { BusStatus } from "@/shared/api/types";
import { Loaded } from "@/shared/ui/loaded";
import { Status } from "@/shared/ui/status";
import { type Health, useOperationsCalls } from "./calls";
import { OperatorPage } from "./operator-page";
import { checkWord, groupName, waitingWord } from "./words";

const RENEW_MS = 5000;

/** Whether the installation is well: its parts, its events, and its alerts. */
export function InstallationStatus({ alerts }: { alerts: ReactNode }) {
  return (
    <OperatorPage
      title={i18n._("Installation")}
      under={i18n._("For the whole installation, renewed every few seconds.")}
    >
      <div className="grid gap-10">
        <HealthSection />
        <EventsSection />
        {alerts}
      </div>
    </OperatorPage>
  );
}

function HealthSection() {
  const calls = useOperationsCalls();
  const health = useQuery({
    queryKey: ["operations", "health"],
    queryFn: calls.health,
    refetchInterval: RENEW_MS,
  });
  return (
    <section aria-labelledby="health">
      <h2 id="health">{i18n._("Health")}</h2>
      <div className="mt-3">
        <Loaded of={health} what={i18n._("The health checks")}>
          {(found) => <HealthFacts health={found} />}
        </Loaded>
      </div>
    </section>
  );
}

function HealthFacts({ health }: { health: Health }) {
  const { database, kafka } = health.checks;
  return (
    <dl className="border-t border-line">
      <Fact name={i18n._("Database")}>
        <span className="flex flex-wrap items-center gap-x-2">
          <Check status={database.status} />
          <span className="text-text3">
            {database.error ??
              (database.latencyMs === 0
                ? i18n._("answered in less than 1 ms")
                : i18n._("answered in {latencyMs} ms", { latencyMs: database.latencyMs }))}
          </span>
        </span>
      </Fact>
      <Fact name="Kafka">
        <Check status={kafka.status} />
      </Fact>
      <Fact name={i18n._("Events not yet published")}>
        {waitingWord(health.outbox.pending, health.outbox.oldestAgeSeconds)}
      </Fact>
      <Fact name={i18n._("Version")}>
        {i18n._("{version}, {profile} profile", {
          version: health.version,
          profile: health.profile,
        })}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-6 border-b border-line py-2.5">
      <dt className="basis-44 text-text3">{name}</dt>
      <dd className="flex-[1_1_12rem]">{children}</dd>
    </div>
  );
}

function Check({ status }: { status: string }) {
  if (status === "ok") {
    return (
      <Status icon={CircleCheck} tone="leaf">
        {checkWord(status)}
      </Status>
    );
  }
  if (status === "unavailable") {
    return (
      <Status icon={TriangleAlert} tone="rose">
        {checkWord(status)}
      </Status>
    );
  }
  return <Status icon={CircleHelp}>{checkWord(status)}</Status>;
}

function EventsSection() {
  const calls = useOperationsCalls();
  const bus = useQuery({
    queryKey: ["operations", "bus"],
    queryFn: calls.bus,
    refetchInterval: RENEW_MS,
  });
  return (
    <section aria-labelledby="events">
      <h2 id="events">{i18n._("Events")}</h2>
      <div className="mt-2">
        <Loaded of={bus} what={i18n._("The event bus")}>
          {(found) => <Groups bus={found} />}
        </Loaded>
      </div>
    </section>
  );
}

function Groups({ bus }: { bus: BusStatus }) {
  const { broker, totals } = bus;
  return (
    <>
      <p className="text-text2 [overflow-wrap:anywhere]">
        {bus.mode === "kafka"
          ? i18n._("Kafka at {address} carries the events.", {
              address: broker.address ?? i18n._("an unknown address"),
            })
          : i18n._("PostgreSQL carries the events.")}{" "}
        {broker.reachable === false
          ? i18n._("The configured Kafka broker cannot be reached.")
          : null}
        {totals.unknownSenders
          ? ` ${i18n._(
              "{unknownSenders} messages of the last week were no events of this installation.",
              { unknownSenders: totals.unknownSenders },
            )}`
          : null}
      </p>
      <table className="mt-4 w-full border-collapse text-left">
        <caption className="sr-only">{i18n._("Consumer groups and what waits for them")}</caption>
        <thead>
          <tr className="border-b border-line text-small text-text3">
            <th scope="col" className="py-2 pr-4 font-normal">
              {i18n._("Group")}
            </th>
            <th scope="col" className="py-2 pr-4 text-right font-normal">
              {i18n._("Behind")}
            </th>
            <th scope="col" className="py-2 text-right font-normal">
              {i18n._("In progress")}
            </th>
          </tr>
        </thead>
        <tbody>
          {bus.groups.map((group) => (
            <tr key={group.groupId} className="border-b border-line">
              <th scope="row" className="py-2.5 pr-4 font-[550] [overflow-wrap:anywhere]">
                {groupName(group.groupId)}
              </th>
              <td
                className={`py-2.5 pr-4 text-right ${group.lag ? "font-[550] text-ambertext" : ""}`}
              >
                {group.lag ?? i18n._("unknown")}
              </td>
              <td className="py-2.5 text-right">{group.undelivered}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
