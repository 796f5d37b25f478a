import { i18n } from "@lingui/core";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { ConnectedApplication } from "@/shared/api/types";
import { permissionName } from "@/shared/lib/permissions";
import { dayOf, exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Loaded } from "@/shared/ui/loaded";
import { Pager } from "@/shared/ui/pager";
import { Empty, Failure } from "@/shared/ui/states";
import { PAGE_SIZE } from "./calls";
import { Address } from "./parts/address";
import { SettingsPage, useMay } from "./parts/settings-page";
import { useApplications, useChange } from "./queries";

/** The applications that act in a person's name; who manages people also sees everyone's. */
export function Applications() {
  const [isEveryone, setEveryone] = useState(false);
  const mayManage = useMay("user:manage");
  return (
    <SettingsPage
      title={i18n._("Applications")}
      needs={null}
      under={i18n._(
        "These programs act in a person's name, such as an assistant on your computer.",
      )}
      aside={
        mayManage ? (
          <Button aria-pressed={isEveryone} onClick={() => setEveryone(!isEveryone)}>
            {isEveryone ? i18n._("Show only mine") : i18n._("Show everyone's")}
          </Button>
        ) : null
      }
    >
      <List key={String(isEveryone)} isEveryone={isEveryone} />
    </SettingsPage>
  );
}

function List({ isEveryone }: { isEveryone: boolean }) {
  const [page, setPage] = useState(1);
  const applications = useApplications(page, isEveryone);
  return (
    <Loaded of={applications} what={i18n._("The applications")}>
      {({ data, total }) =>
        total === 0 ? (
          <Empty title={i18n._("No applications are connected")}>
            <p>
              {i18n._(
                "An assistant that is connected can search interviews, read assessments and request interviews for you, and never more than your role allows. Give it this address:",
              )}
            </p>
            <div className="mx-auto mt-3 max-w-96">
              <Address
                of={i18n._("Address for assistants")}
                address={`${window.location.origin}/mcp`}
              />
            </div>
          </Empty>
        ) : (
          <>
            <ul className="border-t border-line">
              {data.map((application) => (
                <Row key={application.id} application={application} isNamed={isEveryone} />
              ))}
            </ul>
            <Pager page={page} pageSize={PAGE_SIZE} total={total} onPage={setPage} />
          </>
        )
      }
    </Loaded>
  );
}

interface RowProps {
  application: ConnectedApplication;
  /** Whether the row says for whom the application acts. */
  isNamed: boolean;
}

function Row({ application, isNamed }: RowProps) {
  const disconnect = useChange((calls, id: string) => calls.disconnect(id));
  const { name, redirectHost, userName, lastUsedAt } = application;
  return (
    <li className="border-b border-line py-3.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <p className="font-[550]">
            {name}
            {isNamed ? <span className="font-normal text-text2"> · {userName}</span> : null}
          </p>
          <p className="mt-0.5 text-small text-text2">
            {redirectHost ?? i18n._("On a person's computer")}
          </p>
          <p className="text-small text-text3">
            {lastUsedAt
              ? i18n._("Last used on {at}", { at: exactly(new Date(lastUsedAt)) })
              : i18n._("Never used")}
            {" · "}
            {i18n._("connected on {day}", { day: dayOf(new Date(application.connectedAt)) })}
          </p>
          <p className="text-small text-text3">
            {application.permissions.map(permissionName).join(" · ")}
          </p>
        </div>
        <ConfirmButton
          size="small"
          aria-label={i18n._("Disconnect: {name}", {
            name: isNamed ? `${name}, ${userName}` : name,
          })}
          question={i18n._("Disconnect “{name}”?", { name })}
          meaning={i18n._("It is refused from now on, and must ask again to be connected.")}
          keep={i18n._("Keep it")}
          confirm={i18n._("Disconnect")}
          busy={disconnect.isPending && i18n._("Disconnecting…")}
          onConfirm={() => disconnect.mutate(application.id)}
        >
          {i18n._("Disconnect")}
        </ConfirmButton>
      </div>
      {disconnect.error ? (
        <div className="mt-2">
          <Failure
            problem={asProblem(disconnect.error)}
            what={i18n._("The application was not disconnected.")}
          />
        </div>
      ) : null}
    </li>
  );
}
