import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { Comparison, InterviewPage, PositionList, PositionOverview } from "@/shared/api/types";

/** The kinds of interviews that a position has: an intake is about one, but is none of them. */
const KINDS = ["hiring", "panel", "phone_screen"];
export const SHOWN_INTERVIEWS = 20;

/** What the pages of positions ask of the gateway; a test hands in its own. */
export interface PositionCalls {
  positions: () => Promise<PositionList>;
  position: (position: string) => Promise<PositionOverview>;
  /** The newest interviews of a position. */
  interviews: (position: string) => Promise<InterviewPage>;
  /** The named candidates of a position; without names the newest who were interviewed. */
  compare: (position: string, ids: string[]) => Promise<Comparison>;
}

export const positionCalls: PositionCalls = {
  positions: () => answered(staffApi.GET("/positions")),
  position: (position) =>
    answered(staffApi.GET("/positions/overview", { params: { query: { position } } })),
  interviews: (position) =>
    answered(
      staffApi.GET("/interviews", {
        params: { query: { position, profile: KINDS, limit: SHOWN_INTERVIEWS } },
      }),
    ),
  compare: (position, interview) =>
    answered(
      staffApi.GET("/positions/comparison", {
        params: { query: { position, ...(interview.length ? { interview } : {}) } },
      }),
    ),
};

export const PositionCallsContext = createContext<PositionCalls>(positionCalls);

export function usePositionCalls(): PositionCalls {
  return useContext(PositionCallsContext);
}
