import { CircleCheck, CircleMinus } from "lucide-react";
import { asProblem } from "@/shared/api/problem";
import type { AtsConnection } from "@/shared/api/types";
import { count } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { useOpener } from "@/shared/ui/form-section";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { AtsCalls } from "./parts/ats-calls";
import { AtsForm } from "./parts/ats-form";
import { SettingsPage, useMay } from "./parts/settings-page";
import { useAtsConnections, useChange } from "./queries";
import { ATS_SYSTEMS, type AtsSystem } from "./words";

/** The applicant tracking systems that order interviews and get the approved results. */
export function ApplicantTracking() {
  const connections = useAtsConnections();
  return (
    <SettingsPage
      title="Applicant tracking"
      needs="tenant:read"
      under="An applicant tracking system orders interviews from your templates, and gets the result once a person has approved it. The connections follow the published documents of these systems; none has been tried against the real one. Try yours with a test job first."
    >
      <Loaded of={connections} what="The connections" rows={5}>
        {(found) => (
          <div className="grid gap-6">
            {ATS_SYSTEMS.map((system) => (
              <System
                key={system.ats}
                system={system}
                connection={found.find(({ ats }) => ats === system.ats) ?? null}
              />
            ))}
          </div>
        )}
      </Loaded>
    </SettingsPage>
  );
}

interface SystemProps {
  system: AtsSystem;
  connection: AtsConnection | null;
}

function System({ system, connection }: SystemProps) {
  const form = useOpener();
  const mayChange = useMay("tenant:update");
  const disconnect = useChange((calls) => calls.saveAtsConnection(system.ats, { isActive: false }));
  const isActive = connection?.isActive ?? false;
  return (
    <section
      aria-labelledby={system.ats}
      className="rounded-card border border-line bg-surface p-5"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id={system.ats}>{system.name}</h2>
        {isActive ? (
          <Status icon={CircleCheck} tone="leaf">
            Connected
          </Status>
        ) : (
          <Status icon={CircleMinus}>{connection ? "Disconnected" : "Not connected"}</Status>
        )}
      </div>
      <p className="mt-1.5 max-w-[44em] text-text2">{system.does}</p>
      {connection && isActive ? <Facts connection={connection} /> : null}
      {mayChange ? (
        <div ref={form.button} className="mt-5 flex flex-wrap gap-2">
          <Button
            size="small"
            aria-expanded={form.isOpen}
            aria-label={`${isActive ? "Edit" : "Connect"} ${system.name}`}
            onClick={form.open}
          >
            {isActive ? "Edit" : "Connect"}
          </Button>
          {isActive ? (
            <ConfirmButton
              size="small"
              look="danger"
              question={`Disconnect ${system.name}?`}
              meaning="Its orders are refused and no result is sent to it. The stored credentials are deleted. Interviews that it ordered remain."
              keep="Keep it"
              confirm="Disconnect"
              busy={disconnect.isPending && "Disconnecting…"}
              onConfirm={() => {
                form.close();
                disconnect.mutate(undefined);
              }}
            >
              Disconnect
            </ConfirmButton>
          ) : null}
        </div>
      ) : null}
      {disconnect.error ? (
        <div className="mt-4">
          <Failure
            problem={asProblem(disconnect.error)}
            what={`${system.name} was not disconnected.`}
          />
        </div>
      ) : null}
      {form.isOpen ? (
        <div className="mt-5">
          <AtsForm system={system} connection={connection} onClose={form.close} />
        </div>
      ) : null}
      {connection ? <AtsCalls calls={connection.calls} /> : null}
    </section>
  );
}

function Facts({ connection }: { connection: AtsConnection }) {
  const { addresses, apiKeyEnding, apiUrl, stageTemplates } = connection;
  const stages = Object.keys(stageTemplates).length;
  return (
    <dl className="mt-3 grid gap-x-5 gap-y-2 [overflow-wrap:anywhere] pad:grid-cols-[9rem_minmax(0,1fr)]">
      <dt className="text-text3">API key</dt>
      <dd>{apiKeyEnding ? <code>…{apiKeyEnding}</code> : "Stored, not shown"}</dd>
      <dt className="text-text3">Called at</dt>
      <dd>
        <code>{apiUrl}</code>
      </dd>
      {connection.ats === "lever" ? (
        <>
          <dt className="text-text3">Interviews start</dt>
          <dd>{stages ? `At ${count(stages, "stage")}` : "At no stage yet"}</dd>
        </>
      ) : null}
      <dt className="text-text3">Give it these addresses</dt>
      <dd>
        <ul>
          {addresses.map((address) => (
            <li key={address}>
              <code>{window.location.origin + address}</code>
            </li>
          ))}
        </ul>
      </dd>
    </dl>
  );
}
