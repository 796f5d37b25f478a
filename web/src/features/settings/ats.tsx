import { i18n } from "@lingui/core";
import { CircleCheck, CircleMinus } from "lucide-react";
import { asProblem } from "@/shared/api/problem";
import type { AtsConnection } from "@/shared/api/types";
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
      title={i18n._("Applicant tracking")}
      needs="tenant:read"
      under={i18n._(
        "An applicant tracking system orders interviews from your templates, and gets the result once a person has approved it. The connections follow the published documents of these systems; none has been tried against the real one. Try yours with a test job first.",
      )}
    >
      <Loaded of={connections} what={i18n._("The connections")} rows={5}>
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
            {i18n._("Connected")}
          </Status>
        ) : (
          <Status icon={CircleMinus}>
            {connection ? i18n._("Disconnected") : i18n._("Not connected")}
          </Status>
        )}
      </div>
      <p className="mt-1.5 max-w-[44em] text-text2">{system.does}</p>
      {connection && isActive ? <Facts connection={connection} /> : null}
      {mayChange ? (
        <div ref={form.button} className="mt-5 flex flex-wrap gap-2">
          <Button
            size="small"
            aria-expanded={form.isOpen}
            aria-label={
              isActive
                ? i18n._("Edit {name}", { name: system.name })
                : i18n._("Connect {name}", { name: system.name })
            }
            onClick={form.open}
          >
            {isActive ? i18n._("Edit") : i18n._("Connect")}
          </Button>
          {isActive ? (
            <ConfirmButton
              size="small"
              look="danger"
              question={i18n._("Disconnect {name}?", { name: system.name })}
              meaning={i18n._(
                "Its orders are refused and no result is sent to it. The stored credentials are deleted. Interviews that it ordered remain.",
              )}
              keep={i18n._("Keep it")}
              confirm={i18n._("Disconnect")}
              busy={disconnect.isPending && i18n._("Disconnecting…")}
              onConfirm={() => {
                form.close();
                disconnect.mutate(undefined);
              }}
            >
              {i18n._("Disconnect")}
            </ConfirmButton>
          ) : null}
        </div>
      ) : null}
      {disconnect.error ? (
        <div className="mt-4">
          <Failure
            problem={asProblem(disconnect.error)}
            what={i18n._("{name} was not disconnected.", { name: system.name })}
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
      <dt className="text-text3">{i18n._("API key")}</dt>
      <dd>{apiKeyEnding ? <code>…{apiKeyEnding}</code> : i18n._("Stored, not shown")}</dd>
      <dt className="text-text3">{i18n._("Called at")}</dt>
      <dd>
        <code>{apiUrl}</code>
      </dd>
      {connection.ats === "lever" ? (
        <>
          <dt className="text-text3">{i18n._("Interviews start")}</dt>
          <dd>
            {stages
              ? i18n._("At {stages, plural, one {# stage} other {# stages}}", { stages })
              : i18n._("At no stage yet")}
          </dd>
        </>
      ) : null}
      <dt className="text-text3">{i18n._("Give it these addresses")}</dt>
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
