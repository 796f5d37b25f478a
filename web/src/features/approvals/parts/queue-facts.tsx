import { i18n } from "@lingui/core";
import { asProblem } from "@/shared/api/problem";
import type { QueueItem } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { briefly, exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { useClaim } from "../queries";
import { nameOf } from "../words";

/** When it is due, or how long it has waited where nothing says when. */
export function DueTime({ item }: { item: QueueItem }) {
  const since = new Date(item.waitingSince);
  const now = new Date();
  const waiting = i18n._("Waiting {time}", { time: briefly(since, now) });
  if (!item.dueAt) {
    return (
      <time dateTime={item.waitingSince} title={exactly(since)}>
        {waiting}
      </time>
    );
  }
  const due = new Date(item.dueAt);
  const isLate = due < now;
  return (
    <>
      <time
        dateTime={item.dueAt}
        title={exactly(due)}
        className={isLate ? "font-[550] text-claytext" : ""}
      >
        {isLate
          ? i18n._("Overdue by {time}", { time: briefly(due, now) })
          : i18n._("Due in {time}", { time: briefly(now, due) })}
      </time>
      <span className="text-text3 before:content-['_·_'] desk:block desk:before:content-none">
        {waiting}
      </span>
    </>
  );
}

/** Who works on it. A claim tells colleagues; it locks nothing, so there may be several. */
export function Claims({ item }: { item: QueueItem }) {
  const claim = useClaim();
  const isMine = item.claims.some((each) => each.isMine);
  const others = item.claims.filter((each) => !each.isMine).map((each) => each.userName);
  const names = [...(isMine ? [i18n._("you")] : []), ...others];
  return (
    <div className="flex flex-wrap items-center gap-x-2 desk:flex-col desk:items-start">
      {names.length > 0 ? (
        <p className="min-w-0 text-text2 [overflow-wrap:anywhere]">
          {i18n._("Claimed by {names}", {
            names: new Intl.ListFormat(dateLocale()).format(names),
          })}
        </p>
      ) : null}
      <Button
        size="small"
        data-claim=""
        aria-label={
          isMine
            ? i18n._("Release: {name}", { name: nameOf(item.interview) })
            : i18n._("Claim: {name}", { name: nameOf(item.interview) })
        }
        aria-disabled={claim.isPending}
        onClick={(event) => {
          event.stopPropagation();
          if (!claim.isPending) claim.mutate(item);
        }}
      >
        {isMine ? i18n._("Release") : i18n._("Claim")}
      </Button>
      {claim.isError ? (
        <p role="alert" className="w-full text-text2">
          {asProblem(claim.error).message || i18n._("This did not work. Try again.")}
        </p>
      ) : null}
    </div>
  );
}
