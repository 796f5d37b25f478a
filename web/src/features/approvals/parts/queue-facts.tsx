import { asProblem } from "@/shared/api/problem";
import type { QueueItem } from "@/shared/api/types";
import { briefly, exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { useClaim } from "../queries";
import { nameOf } from "../words";

const LIST = new Intl.ListFormat("en", { style: "long", type: "conjunction" });

/** When it is due, or how long it has waited where nothing says when. */
export function DueTime({ item }: { item: QueueItem }) {
  const since = new Date(item.waitingSince);
  const now = new Date();
  const waiting = `Waiting ${briefly(since, now)}`;
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
        {isLate ? `Overdue by ${briefly(due, now)}` : `Due in ${briefly(now, due)}`}
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
  const names = [...(isMine ? ["you"] : []), ...others];
  return (
    <div className="flex flex-wrap items-center gap-x-2 desk:flex-col desk:items-start">
      {names.length > 0 ? (
        <p className="min-w-0 text-text2 [overflow-wrap:anywhere]">
          Claimed by {LIST.format(names)}
        </p>
      ) : null}
      <Button
        size="small"
        look="quiet"
        className={names.length > 0 ? "desk:-ml-2.5" : "-ml-2.5"}
        aria-label={`${isMine ? "Release" : "Claim"}: ${nameOf(item.interview)}`}
        aria-disabled={claim.isPending}
        onClick={(event) => {
          event.stopPropagation();
          if (!claim.isPending) claim.mutate(item);
        }}
      >
        {isMine ? "Release" : "Claim"}
      </Button>
      {claim.isError ? (
        <p role="alert" className="w-full text-text2">
          {asProblem(claim.error).message || "This did not work. Try again."}
        </p>
      ) : null}
    </div>
  );
}
