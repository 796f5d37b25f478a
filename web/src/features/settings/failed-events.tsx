import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { DeadLetter } from "@/shared/api/types";
import { useHeadingTakesFocus } from "@/shared/lib/page";
import { count, exactly } from "@/shared/lib/words";
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
      title="Failed events"
      needs="tenant:update"
      under="A part of Vivavoce could not process these events. Replay one after its cause is gone."
    >
      <section ref={box}>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <h2>{withReplayed ? "All failed events" : "Waiting"}</h2>
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
            Also show replayed events
          </label>
        </div>
        <div className="mt-3">
          <Loaded of={found} what="The failed events">
            {({ data, total }) =>
              total === 0 ? (
                <Empty title="No failed events">Every event was processed.</Empty>
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
            Failed in {event.group} after {count(event.attempts, "attempt")} ·{" "}
            {exactly(new Date(event.failedAt))} ·{" "}
            <Link to="/interviews/$id" params={{ id: event.interviewId }}>
              Interview
            </Link>
          </p>
          <p className="text-small">
            <code>{event.error}</code>
          </p>
        </div>
        {event.replayedAt ? (
          <p className="text-small text-text3">Replayed on {exactly(new Date(event.replayedAt))}</p>
        ) : (
          <Button
            size="small"
            aria-label={`Replay: ${event.topic}, ${exactly(new Date(event.failedAt))}`}
            busy={replay.isPending && "Replaying…"}
            onClick={() => replay.mutate(event.id)}
          >
            Replay
          </Button>
        )}
      </div>
      {replay.error ? (
        <div className="mt-2">
          <Failure problem={asProblem(replay.error)} what="The event was not replayed." />
        </div>
      ) : null}
    </li>
  );
}
