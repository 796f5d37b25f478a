import { Clock, ClockAlert } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { UserInvitation } from "@/shared/api/types";
import { tooManyTries } from "@/shared/lib/refusals";
import { dayOf } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { useChange, useInvitations } from "../queries";
import { roleName } from "../words";

/** The invitations that nobody has accepted yet; nothing where there are none. */
export function Invitations() {
  const invitations = useInvitations();
  return (
    <Loaded of={invitations} what="The invitations" rows={1}>
      {({ data, total }) =>
        total === 0 ? null : (
          <section className="mb-9" aria-labelledby="invited">
            <h2 id="invited">Invited ({total})</h2>
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
            {email} · {roleName(role, invitation.roleName)}
          </p>
          <p className="mt-0.5 text-small">
            <Status icon={isExpired ? ClockAlert : Clock} tone={isExpired ? "amber" : "plain"}>
              {isExpired ? "Expired on" : "Not accepted yet, open until"}{" "}
              {dayOf(new Date(expiresAt))}
            </Status>
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            aria-label={`Send again: ${email}`}
            busy={resend.isPending && "Sending…"}
            onClick={() => resend.mutate(id, { onSuccess: () => setSent(true) })}
          >
            Send again
          </Button>
          <ConfirmButton
            size="small"
            aria-label={`Withdraw: ${email}`}
            question={`Withdraw the invitation of ${name}?`}
            meaning="The link in the e-mail stops working at once. You can invite the person again."
            keep="Keep it"
            confirm="Withdraw"
            busy={revoke.isPending && "Withdrawing…"}
            onConfirm={() => revoke.mutate(id)}
          >
            Withdraw
          </ConfirmButton>
        </div>
      </div>
      <p role="status" className="mt-1 text-small text-tidetext empty:mt-0">
        {isSent && !problem ? "A new link was sent. The earlier one no longer works." : null}
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
  return <Failure problem={problem} what="The invitation was not changed." />;
}
