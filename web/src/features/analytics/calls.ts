import { createContext, useContext } from "react";
import { readMe } from "@/shared/api/me";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type {
  AlertPage,
  CallerCard,
  Cost,
  HiringReport,
  Latency,
  Quality,
  SelectionRates,
} from "@/shared/api/types";

export interface HiringQuery {
  days: number;
  position?: string;
  channel?: "text" | "voice" | "phone";
}

/** What the figures ask of the gateway; a test hands in its own. */
export interface AnalyticsCalls {
  quality: (days: number) => Promise<Quality>;
  hiring: (query: HiringQuery) => Promise<HiringReport>;
  /** The interviews of the report as CSV. */
  exportHiring: (query: HiringQuery) => Promise<string>;
  /** The selection rates of a quarter, the last one by default. */
  selectionRates: (quarter: string | null) => Promise<SelectionRates>;
  /** The same as CSV: groups only. */
  exportSelectionRates: (quarter: string | null) => Promise<string>;
  latency: (days: number) => Promise<Latency>;
  cost: (days: number) => Promise<Cost>;
  alerts: () => Promise<AlertPage>;
  /** Who is signed in, with their permissions of this moment. */
  me: () => Promise<CallerCard>;
}

const of = (quarter: string | null) => ({ params: { query: quarter ? { quarter } : {} } });
const over = (days: number) => ({ params: { query: { days } } });

export const analyticsCalls: AnalyticsCalls = {
  quality: (days) => answered(staffApi.GET("/analytics/quality", over(days))),
  hiring: (query) => answered(staffApi.GET("/analytics/hiring", { params: { query } })),
  exportHiring: (query) =>
    answered(staffApi.GET("/analytics/hiring/export", { params: { query }, parseAs: "text" })),
  selectionRates: (quarter) => answered(staffApi.GET("/analytics/selection-rates", of(quarter))),
  exportSelectionRates: (quarter) =>
    answered(
      staffApi.GET("/analytics/selection-rates/export", { ...of(quarter), parseAs: "text" }),
    ),
  latency: (days) => answered(staffApi.GET("/analytics/latency", over(days))),
  cost: (days) => answered(staffApi.GET("/analytics/cost", over(days))),
  alerts: () => answered(staffApi.GET("/alerts")),
  me: readMe,
};

export const AnalyticsCallsContext = createContext<AnalyticsCalls>(analyticsCalls);

export function useAnalyticsCalls(): AnalyticsCalls {
  return useContext(AnalyticsCallsContext);
}
