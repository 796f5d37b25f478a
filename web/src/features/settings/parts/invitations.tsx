import { i18n } from "@lingui/core";
import { Clock, ClockAlert } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { UserInvitation } from "@/shared/api/types";
import { tooManyTries } from "@/shared/lib/refusals";
import { nameOfRole } from "@/shared/lib/roles";
import { dayOf } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { useChange, useInvitations } from "../queries";

/** The invitations that nobody has accepted yet; nothing where there are none. */
export function Invitations() {
  const invitations = useInvitations();
  return (
    <Loaded of={invitations} what={i18n._("The invitations")} rows={1}>
      {({ data, total }) =>
        total === 0 ? null : (
          <section className="mb-9" aria-labelledby="invited">
            <h2 id="invited">{i18n._("Invited ({total})", { total })}</h2>
            <ul className="mt-3 border-t border-line">
              {data.map((invitation) => (
                <Row key={invitation.id} invitation={invitation} />
              ))}
            </ul>
          </section>
        )
      }
    </Loaded>
  );
}

function Row({ invitation }: { invitation: UserInvitation }) {
  const { id, name, email, role, status, expiresAt } = invitation;
  const [isSent, setSent] = useState(false);
  const resend = useChange((calls, given: string) => calls.resend(given));
  const revoke = useChange((calls, given: string) => calls.revokeInvitation(given));
  const problem = resend.error ?? revoke.error;
  const isExpired = status === "expired";
  return (
    <li className="border-b border-line py-3.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <p className="font-[550]">{name}</p>
          <p className="text-small text-text3">
            {email} · {nameOfRole(role, invitation.roleName)}
          </p>
          <p className="mt-0.5 text-small">
            <Status icon={isExpired ? ClockAlert : Clock} tone={isExpired ? "amber" : "plain"}>
              {isExpired
                ? i18n._("Expired on {day}", { day: dayOf(new Date(expiresAt)) })
                : i18n._("Not accepted yet, open until {day}", {
                    day: dayOf(new Date(expiresAt)),
                  })}
            </Status>
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            aria-label={i18n._("Send again: {email}", { email })}
            busy={resend.isPending && i18n._("Sending…")}
            onClick={() => resend.mutate(id, { onSuccess: () => setSent(true) })}
          >
            {i18n._("Send again")}
          </Button>
          <ConfirmButton
            size="small"
            aria-label={i18n._("Withdraw: {email}", { email })}
            question={i18n._("Withdraw the invitation of {name}?", { name })}
            meaning={i18n._(
              "The link in the e-mail stops working at once. You can invite the person again.",
            )}
            keep={i18n._("Keep it")}
            confirm={i18n._("Withdraw")}
            busy={revoke.isPending && i18n._("Withdrawing…")}
            onConfirm={() => revoke.mutate(id)}
          >
            {i18n._("Withdraw")}
          </ConfirmButton>
        </div>
      </div>
      <p role="status" className="mt-1 text-small text-tidetext empty:mt-0">
        {isSent && !problem
          ? i18n._("A new link was sent. The earlier one no longer works.")
          : null}
      </p>
      {problem ? (
        <div className="mt-2">
          <Refused problem={asProblem(problem)} />
        </div>
      ) : null}
    </li>
  );
}

function Refused({ problem }: { problem: ReturnType<typeof asProblem> }) {
  if (problem.status === 429) return <p className="text-rosetext">{tooManyTries(problem)}</p>;
  return <Failure problem={problem} what={i18n._("The invitation was not changed.")} />;
}
