import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { DeadLetter } from "@/shared/api/types";
import { useHeadingTakesFocus } from "@/shared/lib/page";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Loaded } from "@/shared/ui/loaded";
import { Pager } from "@/shared/ui/pager";
import { Empty, Failure } from "@/shared/ui/states";
import { PAGE_SIZE } from "./calls";
import { SettingsPage } from "./parts/settings-page";
import { useChange, useFailedEvents } from "./queries";

/** Events that a part of the platform could not handle; they wait here until somebody replays them. */
export function FailedEvents() {
  const [page, setPage] = useState(1);
  const [withReplayed, setWithReplayed] = useState(false);
  const found = useFailedEvents(page, withReplayed);
  const box = useHeadingTakesFocus<HTMLElement>();
  return (
    <SettingsPage
      title={i18n._("Failed events")}
      needs="tenant:update"
      under={i18n._(
        "A part of Vivavoce could not process these events. Replay one after its cause is gone.",
      )}
    >
      <section ref={box}>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <h2>{withReplayed ? i18n._("All failed events") : i18n._("Waiting")}</h2>
          <label className="flex min-h-11 items-center gap-3 text-small text-text2">
            <input
              type="checkbox"
              className="size-4.5"
              checked={withReplayed}
              onChange={(event) => {
                setPage(1);
                setWithReplayed(event.target.checked);
              }}
            />
            {i18n._("Also show replayed events")}
          </label>
        </div>
        <div className="mt-3">
          <Loaded of={found} what={i18n._("The failed events")}>
            {({ data, total }) =>
              total === 0 ? (
                <Empty title={i18n._("No failed events")}>
                  {i18n._("Every event was processed.")}
                </Empty>
              ) : (
                <>
                  <ul className="border-t border-line">
                    {data.map((event) => (
                      <Row key={event.id} event={event} />
                    ))}
                  </ul>
                  <Pager page={page} pageSize={PAGE_SIZE} total={total} onPage={setPage} />
                </>
              )
            }
          </Loaded>
        </div>
      </section>
    </SettingsPage>
  );
}

function Row({ event }: { event: DeadLetter }) {
  const replay = useChange((calls, id: string) => calls.replayEvent(id));
  return (
    <li className="border-b border-line py-3.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <p className="font-[550]">{event.topic}</p>
          <p className="text-small text-text3">
            {i18n._(
              "Failed in {group} after {attempts, plural, one {# attempt} other {# attempts}}",
              { group: event.group, attempts: event.attempts },
            )}
            {" · "}
            {exactly(new Date(event.failedAt))} ·{" "}
            <Link to="/interviews/$id" params={{ id: event.interviewId }}>
              {i18n._("Interview")}
            </Link>
          </p>
          <p className="text-small">
            <code>{event.error}</code>
          </p>
        </div>
        {event.replayedAt ? (
          <p className="text-small text-text3">
            {i18n._("Replayed on {at}", { at: exactly(new Date(event.replayedAt)) })}
          </p>
        ) : (
          <Button
            size="small"
            aria-label={i18n._("Replay: {topic}, {at}", {
              topic: event.topic,
              at: exactly(new Date(event.failedAt)),
            })}
            busy={replay.isPending && i18n._("Replaying…")}
            onClick={() => replay.mutate(event.id)}
          >
            {i18n._("Replay")}
          </Button>
        )}
      </div>
      {replay.error ? (
        <div className="mt-2">
          <Failure problem={asProblem(replay.error)} what={i18n._("The event was not replayed.")} />
        </div>
      ) : null}
    </li>
  );
}
