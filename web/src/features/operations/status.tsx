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
      title="Installation"
      under="For the whole installation, renewed every few seconds."
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
      <h2 id="health">Health</h2>
      <div className="mt-3">
        <Loaded of={health} what="The health checks">
          {(found) => <HealthFacts health={found} />}
        </Loaded>
      </div>
    </section>
  );
}

function HealthFacts({ health }: { health: Health }) {
  const { database, kafka } = health.checks;
  return (
    <dl className="grid gap-x-6 border-t border-line pad:grid-cols-[11rem_minmax(0,1fr)]">
      <Fact name="Database">
        <span className="flex flex-wrap items-center gap-x-2">
          <Check status={database.status} />
          <span className="text-text3">
            {database.error ?? `answered in ${database.latencyMs} ms`}
          </span>
        </span>
      </Fact>
      <Fact name="Kafka">
        <Check status={kafka.status} />
      </Fact>
      <Fact name="Events not yet published">
        {waitingWord(health.outbox.pending, health.outbox.oldestAgeSeconds)}
      </Fact>
      <Fact name="Version">
        {health.version}, {health.profile} profile
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="col-span-full grid grid-cols-subgrid border-b border-line py-2.5">
      <dt className="text-text3">{name}</dt>
      <dd>{children}</dd>
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
      <h2 id="events">Events</h2>
      <div className="mt-2">
        <Loaded of={bus} what="The event bus">
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
          ? `Kafka at ${broker.address ?? "an unknown address"} carries the events.`
          : "PostgreSQL carries the events."}{" "}
        {broker.reachable === false ? "The configured Kafka broker cannot be reached." : null}
        {totals.unknownSenders
          ? ` ${totals.unknownSenders} messages of the last week were no events of this installation.`
          : null}
      </p>
      <table className="mt-4 w-full border-collapse text-left">
        <caption className="sr-only">Consumer groups and what waits for them</caption>
        <thead>
          <tr className="border-b border-line text-small text-text3">
            <th scope="col" className="py-2 pr-4 font-normal">
              Group
            </th>
            <th scope="col" className="py-2 pr-4 text-right font-normal">
              Behind
            </th>
            <th scope="col" className="py-2 text-right font-normal">
              In progress
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
                {group.lag ?? "unknown"}
              </td>
              <td className="py-2.5 text-right">{group.undelivered}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
