import { i18n } from "@lingui/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useCaller, useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import { useArrival, useTitle } from "@/shared/lib/page";
import { buttonLook } from "@/shared/ui/button";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { Alerts, NotAnOperator } from "./parts/alerts";
import { Costs } from "./parts/cost";
import { Hiring } from "./parts/hiring";
import { ResponseTimes } from "./parts/latency";
import { Outcomes } from "./parts/quality";
import { SelectionRates } from "./parts/selection-rates";
import { useCost, useHiring, useIsOperator, useLatency, useQuality } from "./queries";
import { SELECT, summaryOf } from "./words";

const SPANS = [7, 30, 90, 365];
const FIRST_SPAN = 30;

/** Quality, speed and cost over some days; fewer than five are counted and never rated. */
export function Analytics() {
  const [days, setDays] = useState(FIRST_SPAN);
  const [position, setPosition] = useState("");
  const query = { days, ...(position ? { position } : {}) };
  const heading = useArrival("analytics");
  useTitle(`${i18n._("Analytics")} · Vivavoce`);
  const quality = useQuality(days);
  const all = useHiring({ days });
  const hiring = useHiring(query);
  const latency = useLatency(days);
  const cost = useCost(days);
  const isOperator = useIsOperator();
  const role = useCaller()?.user.role;
  const isCurrent = !quality.isPlaceholderData && !all.isPlaceholderData;
  const isEmpty = isCurrent && quality.data?.interviews === 0 && all.data?.interviews === 0;
  return (
    <>
      <header className="flex flex-wrap items-center justify-between gap-3">
        <h1 ref={heading} tabIndex={-1}>
          {i18n._("Last {days} days", { days })}
        </h1>
        <label className="flex items-center gap-2 text-small text-text2">
          {" "}
          {i18n._("Period")}{" "}
          <select
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
            className={SELECT}
          >
            {SPANS.map((span) => (
              <option key={span} value={span}>
                {i18n._("{days} days", { days: span })}
              </option>
            ))}
          </select>
        </label>
      </header>
      {isEmpty ? (
        <div className="mt-6">
          <NothingToCount days={days} />
        </div>
      ) : (
        <p className="mt-2.5 max-w-[44em] text-[1.2em] text-text2">
          {quality.data ? summaryOf(quality.data) : "\u00a0"}
        </p>
      )}
      <div className="mt-9 grid gap-10">
        {isEmpty ? null : (
          <Loaded
            of={hiring}
            what={i18n._("The hiring report")}
            label={i18n._("Loading the hiring report")}
          >
            {(found) => (
              <>
                <PositionFilter
                  names={(all.data?.byPosition ?? []).flatMap(({ name }) => name ?? [])}
                  chosen={position}
                  onChoose={setPosition}
                />
                <Hiring report={found} query={query} />
              </>
            )}
          </Loaded>
        )}
        <SelectionRates />
        {isEmpty ? null : (
          <>
            <Loaded of={quality} what={i18n._("Outcomes")} label={i18n._("Loading outcomes")}>
              {(found) => <Outcomes quality={found} />}
            </Loaded>
            <Loaded of={cost} what={i18n._("Cost")} label={i18n._("Loading cost")}>
              {(found) => <Costs cost={found} />}
            </Loaded>
          </>
        )}
        <Loaded
          of={latency}
          what={i18n._("Response times")}
          label={i18n._("Loading response times")}
        >
          {(found) => <ResponseTimes latency={found} />}
        </Loaded>
        {isOperator ? <Alerts /> : null}
        {isOperator === false && role === "ADMIN" ? <NotAnOperator /> : null}
      </div>
    </>
  );
}

/** In place of one empty table after the other. */
function NothingToCount({ days }: { days: number }) {
  const mayCreate = useIsAllowed("interview:create");
  return (
    <Empty title={i18n._("No interviews in the last {days} days", { days })}>
      <p>{i18n._("Counts appear with the first interview, and rates with the fifth.")}</p>
      <p className="mt-4">
        {mayCreate ? (
          <Link to="/interviews/new" className={buttonLook("primary")}>
            {i18n._("New interview")}
          </Link>
        ) : (
          <Link to="/interviews" className={buttonLook("outline")}>
            {i18n._("Interviews")}
          </Link>
        )}
      </p>
    </Empty>
  );
}

function PositionFilter({
  names,
  chosen,
  onChoose,
}: {
  names: string[];
  chosen: string;
  onChoose: (name: string) => void;
}) {
  if (names.length < 2 && chosen === "") return null;
  return (
    <label className="mb-6 flex flex-wrap items-center gap-2 text-small text-text2">
      {i18n._("Position")}{" "}
      <select value={chosen} onChange={(event) => onChoose(event.target.value)} className={SELECT}>
        <option value="">{i18n._("All positions")}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
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
      what={i18n._("{what} did not load.", { what })}
      onRetry={() => void of.refetch()}
    />
  );
}
