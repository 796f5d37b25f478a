import { i18n } from "@lingui/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asProblem } from "@/shared/api/problem";
import { Failure, Skeleton } from "./states";

interface LoadedProps<Found> {
  of: UseQueryResult<Found>;
  /** What is loaded, as the subject of a sentence with a plural verb: "The members". */
  what: string;
  rows?: number;
  children: (found: Found) => ReactNode;
}

/** What a query found; until then grey lines, and where it failed why, and a way to try again. */
export function Loaded<Found>({ of, what, rows = 3, children }: LoadedProps<Found>) {
  if (of.data !== undefined) return children(of.data);
  if (!of.error) {
    const first = what.charAt(0).toLowerCase() + what.slice(1);
    // Languages that do not write it small take {what}.
    return <Skeleton rows={rows} label={i18n._("Loading {first}", { first, what })} />;
  }
  return (
    <Failure
      problem={asProblem(of.error)}
      what={i18n._("{what} did not load.", { what })}
      onRetry={() => void of.refetch()}
    />
  );
}
