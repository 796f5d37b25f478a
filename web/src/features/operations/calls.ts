import { createContext, useContext } from "react";
import { readMe } from "@/shared/api/me";
import { answered } from "@/shared/api/problem";
import { maybe, number, record, type Shape, text } from "@/shared/api/shape";
import { staffApi } from "@/shared/api/staff";
import type {
  BusStatus,
  CallerCard,
  ModelCertificates,
  PriceEntry,
  PriceList,
} from "@/shared/api/types";

const health = record({
  status: text,
  role: text,
  version: text,
  profile: text,
  checks: record({
    database: record({ status: text, latencyMs: maybe(number), error: maybe(text) }),
    kafka: record({ status: text }),
  }),
  outbox: record({
    pending: maybe(number),
    oldestAgeSeconds: maybe(number),
    undelivered: maybe(number),
  }),
});
export type Health = Shape<typeof health>;

/** What the pages of operators ask of the gateway; a test hands in its own. */
export interface OperationsCalls {
  me: () => Promise<CallerCard>;
  health: () => Promise<Health>;
  bus: () => Promise<BusStatus>;
  certificates: () => Promise<ModelCertificates>;
  prices: () => Promise<PriceList>;
  setPrice: (price: PriceEntry) => Promise<PriceList>;
}

export const operationsCalls: OperationsCalls = {
  me: readMe,
  health: async () => health(await answered(staffApi.GET("/health/detailed")), ""),
  bus: () => answered(staffApi.GET("/admin/kafka/status")),
  certificates: () => answered(staffApi.GET("/model-certificates")),
  prices: () => answered(staffApi.GET("/prices")),
  setPrice: (price) => answered(staffApi.PUT("/prices", { body: { prices: [price] } })),
};

const Context = createContext<OperationsCalls>(operationsCalls);
export const OperationsCallsProvider = Context.Provider;

export function useOperationsCalls(): OperationsCalls {
  return useContext(Context);
}
