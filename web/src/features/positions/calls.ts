import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { Comparison, PositionList } from "@/shared/api/types";

/** What the pages of positions ask of the gateway; a test hands in its own. */
export interface PositionCalls {
  positions: () => Promise<PositionList>;
  /** The named candidates of a position; without names the newest who were interviewed. */
  compare: (position: string, ids: string[]) => Promise<Comparison>;
}

export const positionCalls: PositionCalls = {
  positions: () => answered(staffApi.GET("/positions")),
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
