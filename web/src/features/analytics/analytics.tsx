import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import { useArrival, useTitle } from "@/shared/lib/page";
import { Failure, Skeleton } from "@/shared/ui/states";
import { Alerts, NotAnOperator } from "./parts/alerts";
import { Costs } from "./parts/cost";
import { ResponseTimes } from "./parts/latency";
import { Outcomes } from "./parts/quality";
import { useCost, useIsOperator, useLatency, useQuality } from "./queries";
import { summaryOf } from "./words";

const SPANS = [7, 30, 90];

/** Quality, speed and cost over some days; fewer than five are counted and never rated. */
export function Analytics() {
  const [days, setDays] = useState(7);
  const heading = useArrival("analytics");
  useTitle("Analytics · Vivavoce");
  const quality = useQuality(days);
  const latency = useLatency(days);
  const cost = useCost(days);
  const isOperator = useIsOperator();
  const role = useCaller()?.user.role;
  return (
    <>
      <header className="flex flex-wrap items-center justify-between gap-3">
        <h1 ref={heading} tabIndex={-1}>
          Last {days} days
        </h1>
        <label className="flex items-center gap-2 text-small text-text2">
          {" "}
          Period{" "}
          <select
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
            className="press min-h-10 rounded-control border border-edge bg-surface px-3 text-body text-text"
          >
            {SPANS.map((span) => (
              <option key={span} value={span}>
                {span} days
              </option>
            ))}
          </select>
        </label>
      </header>
      <p className="mt-2.5 max-w-[44em] text-[1.2em] text-text2">
        {quality.data ? summaryOf(quality.data) : "\u00a0"}
      </p>
      <div className="mt-9 grid gap-10">
        <Loaded of={latency} what="Response times" label="Loading response times">
          {(found) => <ResponseTimes latency={found} />}
        </Loaded>
        <Loaded of={quality} what="Outcomes" label="Loading outcomes">
          {(found) => <Outcomes quality={found} />}
        </Loaded>
        <Loaded of={cost} what="Cost" label="Loading cost">
          {(found) => <Costs cost={found} />}
        </Loaded>
        {isOperator ? <Alerts /> : null}
        {isOperator === false && role === "ADMIN" ? <NotAnOperator /> : null}
      </div>
    </>
  );
}

function Loaded<Found>({
  of,
  what,
  label,
  children,
}: {
  of: UseQueryResult<Found>;
  what: string;
  label: string;
  children: (found: Found) => ReactNode;
}) {
  if (of.data !== undefined) return <section className="min-w-0">{children(of.data)}</section>;
  if (!of.error) return <Skeleton rows={3} label={label} />;
  return (
    <Failure
      problem={asProblem(of.error)}
      what={`${what} did not load.`}
      onRetry={() => void of.refetch()}
    />
  );
}
