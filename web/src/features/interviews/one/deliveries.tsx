import { i18n } from "@lingui/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Webhook } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Failure, Skeleton } from "@/shared/ui/states";
import { useInterviewCalls } from "../calls";

const STATUSES: Record<Webhook["status"], string> = {
  get pending() {
    return i18n._("On its way");
  },
  get delivered() {
    return i18n._("Delivered");
  },
  get dead() {
    return i18n._("Given up");
  },
  get gone() {
    return i18n._("Refused for good");
  },
};

/** The webhooks of an interview and their attempts; they load when they are unfolded. */
export function Deliveries({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="mt-9">
      <h2>{i18n._("Webhooks")}</h2>
      <details className="mt-1" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="py-2 text-text2">
          {i18n._("Show what was sent to your systems")}
        </summary>
        {isOpen ? <List id={id} /> : null}
      </details>
    </section>
  );
}

function List({ id }: { id: string }) {
  const calls = useInterviewCalls();
  const found = useQuery({
    queryKey: ["interview", id, "webhooks"],
    queryFn: () => calls.deliveries(id),
  });
  if (found.isPending) return <Skeleton rows={2} label={i18n._("Loading the webhooks")} />;
  if (!found.data) {
    return (
      <Failure
        problem={asProblem(found.error)}
        what={i18n._("The webhooks did not load.")}
        onRetry={() => found.refetch()}
      />
    );
  }
  if (found.data.length === 0) {
    return <p className="text-text2">{i18n._("Nothing was sent: no webhook address is set.")}</p>;
  }
  return (
    <ul className="border-t border-line">
      {found.data.map((message) => (
        <Message key={message.id} id={id} message={message} />
      ))}
    </ul>
  );
}

function Message({ id, message }: { id: string; message: Webhook }) {
  const calls = useInterviewCalls();
  const queries = useQueryClient();
  const canSend = useIsAllowed("interview:update");
  const sending = useMutation({
    mutationFn: () => calls.redeliver(message.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ["interview", id, "webhooks"] }),
  });
  const last = message.attempts.at(-1);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line py-2.5">
      <div className="min-w-0">
        <p className="font-[550]">
          <code className="font-mono text-[0.9em]">{message.event}</code>
        </p>
        <p className="text-small text-text3">
          {STATUSES[message.status]} ·{" "}
          {i18n._("{count, plural, one {# attempt} other {# attempts}}", {
            count: message.attempts.length,
          })}
          {last ? ` · ${last.status ?? last.error} · ${exactly(new Date(last.at))}` : ""}
        </p>
        {sending.error ? (
          <Failure problem={asProblem(sending.error)} what={i18n._("It was not sent again.")} />
        ) : null}
      </div>
      {canSend && message.status !== "pending" ? (
        <Button
          size="small"
          busy={sending.isPending && i18n._("Sending…")}
          onClick={() => sending.mutate()}
        >
          {i18n._("Send again")}
        </Button>
      ) : null}
    </li>
  );
}
