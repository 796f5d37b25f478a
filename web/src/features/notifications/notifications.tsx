import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { isAllowed, useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Notification } from "@/shared/api/types";
import { useArrival, useTitle } from "@/shared/lib/page";
import { ago, exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Loaded } from "@/shared/ui/loaded";
import { Empty, Failure } from "@/shared/ui/states";
import { useMark, useNotificationList } from "./queries";
import { aboutOf, placeOf, titleOf } from "./words";

/** What waits for this person, and what changed since they looked last. */
export function Notifications() {
  const isStaff = isAllowed(useCaller(), "interview:read");
  const heading = useArrival("notifications");
  useTitle(`${i18n._("Notifications")} · Vivavoce`);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("Notifications")}
      </h1>
      {isStaff ? (
        <Listed />
      ) : (
        <div className="mt-6">
          <Empty title={i18n._("You cannot open this page")}>
            {i18n._(
              "Your role does not include interviews. Ask an administrator of your organization.",
            )}
          </Empty>
        </div>
      )}
    </>
  );
}

function Listed() {
  const list = useRef<HTMLUListElement>(null);
  const [onlyNew, setOnlyNew] = useState(false);
  const found = useNotificationList(onlyNew);
  const mark = useMark((calls, ids: string[]) => calls.markRead(ids));
  const markAll = useMark((calls, until: string) => calls.markAllRead(until));
  const newest = found.data?.pages[0];
  const unread = newest?.unread ?? 0;
  const failed = mark.error ?? markAll.error;

  const shown = found.data?.pages.reduce((sum, { data }) => sum + data.length, 0) ?? 0;
  const firstOlder = useRef<number | null>(null);
  useEffect(() => {
    // The button may be gone with the last page: the focus goes to the first of the older ones.
    if (firstOlder.current === null || shown <= firstOlder.current) return;
    list.current?.children[firstOlder.current]?.querySelector("a")?.focus();
    firstOlder.current = null;
  }, [shown]);

  function showOlder() {
    firstOlder.current = shown;
    void found.fetchNextPage().then(({ isError }) => {
      if (isError) firstOlder.current = null;
    });
  }

  return (
    <>
      <p className="mt-1.5 max-w-[44em] text-text2">
        {i18n._(
          "Decisions that wait for you, and news about your interviews. An entry disappears when it is done.",
        )}
      </p>
      <div className="mt-5 flex flex-wrap items-center gap-x-5 gap-y-2">
        <label className="flex min-h-11 items-center gap-2.5">
          <input
            type="checkbox"
            className="size-4.5"
            checked={onlyNew}
            onChange={(event) => setOnlyNew(event.target.checked)}
          />
          {i18n._("Only new ones")}
        </label>
        <Button
          aria-disabled={unread ? undefined : true}
          busy={markAll.isPending && i18n._("Marking…")}
          onClick={() => newest && markAll.mutate(newest.asOf)}
        >
          {i18n._("Mark all as read")}
        </Button>
      </div>
      {failed ? (
        <div className="mt-4">
          <Failure problem={asProblem(failed)} what={i18n._("They were not marked as read.")} />
        </div>
      ) : null}
      <div className="mt-4">
        <Loaded of={found} what={i18n._("The notifications")} rows={6}>
          {({ pages }) =>
            pages[0]?.total === 0 ? (
              <Empty title={onlyNew ? i18n._("Nothing is new") : i18n._("Nothing waits for you")}>
                {onlyNew
                  ? i18n._("You have read everything.")
                  : i18n._("New plans, assessments and requests of candidates appear here.")}
              </Empty>
            ) : (
              <>
                <ul ref={list} className="border-t border-line">
                  {pages.flatMap(({ data }) =>
                    data.map((each) => (
                      <Row key={each.id} of={each} onRead={() => mark.mutate([each.id])} />
                    )),
                  )}
                </ul>
                {found.isFetchNextPageError ? (
                  <div className="mt-4">
                    <Failure
                      problem={asProblem(found.error)}
                      what={i18n._("The older notifications did not load.")}
                    />
                  </div>
                ) : null}
                {found.hasNextPage ? (
                  <div className="mt-5 flex flex-wrap items-center gap-3">
                    <Button
                      busy={found.isFetchingNextPage && i18n._("Loading…")}
                      onClick={showOlder}
                    >
                      {i18n._("Show older")}
                    </Button>
                    <span role="status" className="text-small text-text3">
                      {i18n._("{shown} of {total} shown", { shown, total: newest?.total })}
                    </span>
                  </div>
                ) : null}
              </>
            )
          }
        </Loaded>
      </div>
    </>
  );
}

function Row({ of: notification, onRead }: { of: Notification; onRead: () => void }) {
  const { at, isRead } = notification;
  const since = new Date(at);
  return (
    <li className="flex flex-wrap items-start gap-x-3 border-b border-line py-3">
      <span
        aria-hidden="true"
        className={`mt-2 size-2 shrink-0 rounded-full ${isRead ? "" : "drawn bg-tide"}`}
      />
      <div className="min-w-0 flex-1 basis-48">
        <p className="[overflow-wrap:anywhere]">
          {isRead ? null : <span className="sr-only">{i18n._("New:")} </span>}
          <Link
            data-row
            {...placeOf(notification)}
            className={isRead ? "font-normal" : "font-[600]"}
            onClick={() => (isRead ? undefined : onRead())}
          >
            {titleOf(notification)}
          </Link>
        </p>
        <p className="text-small text-text2 [overflow-wrap:anywhere]">{aboutOf(notification)}</p>
        <p className="text-small text-text3">
          <time dateTime={at} title={exactly(since)}>
            {ago(since, new Date())}
          </time>
        </p>
      </div>
      {isRead ? null : (
        <Button
          size="small"
          look="quiet"
          className="max-pad:ml-2.5"
          aria-label={i18n._("Mark as read: {title}, {about}", {
            title: titleOf(notification),
            about: aboutOf(notification),
          })}
          onClick={onRead}
        >
          {i18n._("Mark as read")}
        </Button>
      )}
    </li>
  );
}
