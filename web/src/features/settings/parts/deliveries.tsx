import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX, Clock } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { WebhookMessage } from "@/shared/api/types";
import { useHeadingTakesFocus } from "@/shared/lib/page";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Loaded } from "@/shared/ui/loaded";
import { Pager } from "@/shared/ui/pager";
import { Failure } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { type DeliveryFilter, PAGE_SIZE } from "../calls";
import { useChange, useDeliveries } from "../queries";
import { answerOf, eventName } from "../words";
import { useMay } from "./settings-page";

const KINDS: { status: DeliveryFilter; name: string; none: string }[] = [
  {
    status: "all",
    get name() {
      return i18n._("All");
    },
    get none() {
      return i18n._("Nothing was sent yet.");
    },
  },
  {
    status: "dead",
    get name() {
      return i18n._("Failed");
    },
    get none() {
      return i18n._("No webhook was given up.");
    },
  },
  {
    status: "pending",
    get name() {
      return i18n._("Waiting");
    },
    get none() {
      return i18n._("No webhook is waiting.");
    },
  },
  {
    status: "delivered",
    get name() {
      return i18n._("Delivered");
    },
    get none() {
      return i18n._("No webhook was delivered yet.");
    },
  },
  {
    status: "gone",
    get name() {
      return i18n._("Refused");
    },
    get none() {
      return i18n._("No webhook was refused with 410 (gone).");
    },
  },
];

/** What was sent, with every attempt and its answer; nothing where there is neither a webhook nor a delivery. */
export function Deliveries({ hasWebhook }: { hasWebhook: boolean }) {
  const [kind, setKind] = useState(KINDS[0] as (typeof KINDS)[number]);
  const [page, setPage] = useState(1);
  const found = useDeliveries(kind.status, page);
  const box = useHeadingTakesFocus<HTMLElement>();
  if (!hasWebhook && kind.status === "all" && found.data?.total === 0) return null;
  return (
    <section ref={box} className="mt-9" aria-labelledby="deliveries">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="deliveries">{i18n._("Deliveries")}</h2>
        <label className="flex items-center gap-2 text-small text-text2">
          {i18n._("Show")}{" "}
          <select
            value={kind.status}
            onChange={(event) => {
              setPage(1);
              setKind(KINDS.find(({ status }) => status === event.target.value) ?? kind);
            }}
            className="press min-h-11 rounded-control border border-edge bg-surface px-3 text-body text-text desk:min-h-10"
          >
            {KINDS.map(({ status, name }) => (
              <option key={status} value={status}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="mt-3">
        <Loaded of={found} what={i18n._("The deliveries")}>
          {({ data, total }) =>
            total === 0 ? (
              <p className="text-text2">{kind.none}</p>
            ) : (
              <>
                <ul className="border-t border-line">
                  {data.map((message) => (
                    <Row key={message.id} message={message} />
                  ))}
                </ul>
                <Pager page={page} pageSize={PAGE_SIZE} total={total} onPage={setPage} />
              </>
            )
          }
        </Loaded>
      </div>
    </section>
  );
}

function Row({ message }: { message: WebhookMessage }) {
  const mayRedeliver = useMay("interview:update");
  const redeliver = useChange((calls, id: string) => calls.redeliver(id));
  const { attempts, status } = message;
  return (
    <li className="border-b border-line py-3.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <p className="font-[550]">{eventName(message.event)}</p>
          <p className="text-small text-text3">
            {exactly(new Date(message.at))} ·{" "}
            <Link to="/interviews/$id" params={{ id: message.interviewId }}>
              {i18n._("Interview")}
            </Link>
          </p>
          <p className="mt-0.5 text-small">
            <StateOf message={message} />
          </p>
        </div>
        {mayRedeliver && status !== "pending" ? (
          <Button
            size="small"
            aria-label={i18n._("Send again: {event}, {at}", {
              event: eventName(message.event),
              at: exactly(new Date(message.at)),
            })}
            busy={redeliver.isPending && i18n._("Sending…")}
            onClick={() => redeliver.mutate(message.id)}
          >
            {i18n._("Send again")}
          </Button>
        ) : null}
      </div>
      {attempts.length ? (
        <details className="mt-1 text-small">
          <summary className="w-fit py-2.5 text-text2 desk:py-1.5">
            {i18n._("{attempts, plural, one {# attempt} other {# attempts}}", {
              attempts: attempts.length,
            })}
          </summary>
          <ol className="list-decimal pl-5 text-text2 [overflow-wrap:anywhere]">
            {attempts.map((attempt) => (
              <li key={attempt.attempt}>
                {i18n._("{at}: {answer} ({latencyMs} ms)", {
                  at: exactly(new Date(attempt.at)),
                  answer: answerOf(attempt.status, attempt.error),
                  latencyMs: attempt.latencyMs,
                })}
              </li>
            ))}
          </ol>
          <p className="mt-1 text-text3 [overflow-wrap:anywhere]">
            {i18n._("To {url}", { url: message.url })}
          </p>
        </details>
      ) : null}
      {redeliver.error ? (
        <div className="mt-2">
          <Failure
            problem={asProblem(redeliver.error)}
            what={i18n._("The webhook was not sent again.")}
          />
        </div>
      ) : null}
    </li>
  );
}

function StateOf({ message }: { message: WebhookMessage }) {
  const last = message.attempts.at(-1);
  if (message.status === "delivered") {
    return (
      <Status icon={CircleCheck} tone="leaf">
        {i18n._("Delivered")}
      </Status>
    );
  }
  if (message.status === "pending") {
    const next = message.nextAttemptAt
      ? i18n._("Waiting, next attempt {at}", { at: exactly(new Date(message.nextAttemptAt)) })
      : i18n._("Waiting");
    return (
      <>
        <Status icon={Clock}>{next}</Status>
        {last ? (
          <span className="mt-0.5 block text-text2">{answerOf(last.status, last.error)}</span>
        ) : null}
      </>
    );
  }
  return (
    <Status icon={CircleX} tone="rose">
      {last ? answerOf(last.status, last.error) : i18n._("Not delivered")}
    </Status>
  );
}
