import { createContext, useContext } from "react";
import { readMe } from "@/shared/api/me";
import { answered } from "@/shared/api/problem";
import { maybe, number, record, type Shape, text } from "@/shared/api/shape";
import { staffApi } from "@/shared/api/staff";
import type {
  BusStatus,
  CallerCard,
  DoctorReport,
  InstallationEngines,
  ModelCertificates,
  ModelPurpose,
  ModelQualification,
  ModelTrial,
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

/** The key under which the certificates are kept. */
export const CERTIFICATES = ["operations", "certificates"];

/** What the pages of operators ask of the gateway; a test hands in its own. */
export interface OperationsCalls {
  me: () => Promise<CallerCard>;
  health: () => Promise<Health>;
  bus: () => Promise<BusStatus>;
  certificates: () => Promise<ModelCertificates>;
  /** Starts about 1,800 requests to the model, which may cost money. */
  startQualification: () => Promise<ModelQualification>;
  cancelQualification: (id: string) => Promise<ModelQualification>;
  engines: () => Promise<InstallationEngines>;
  /** Calls the model for a purpose; one result for each endpoint. */
  tryModel: (purpose: ModelPurpose) => Promise<ModelTrial[]>;
  /** A spoken sentence as a WAV file. */
  speakSample: (engine: string) => Promise<Blob>;
  runDoctor: () => Promise<DoctorReport>;
  prices: () => Promise<PriceList>;
  setPrice: (price: PriceEntry) => Promise<PriceList>;
}

export const operationsCalls: OperationsCalls = {
  me: readMe,
  health: async () => health(await answered(staffApi.GET("/health/detailed")), ""),
  bus: () => answered(staffApi.GET("/admin/kafka/status")),
  certificates: () => answered(staffApi.GET("/model-certificates")),
  startQualification: () => answered(staffApi.POST("/model-qualifications")),
  cancelQualification: (id) =>
    answered(
      staffApi.POST("/model-qualifications/{qualification_id}/cancel", {
        params: { path: { qualification_id: id } },
      }),
    ),
  engines: () => answered(staffApi.GET("/installation/engines")),
  tryModel: async (purpose) =>
    (await answered(staffApi.POST("/installation/model-trials", { body: { purpose } }))).data,
  speakSample: (engine) =>
    answered(
      staffApi.POST("/installation/voice-sample", {
        params: { query: { engine } },
        parseAs: "blob",
      }),
    ) as Promise<Blob>,
  runDoctor: () => answered(staffApi.POST("/installation/doctor")),
  prices: () => answered(staffApi.GET("/prices")),
  setPrice: (price) => answered(staffApi.PUT("/prices", { body: { prices: [price] } })),
};

const Context = createContext<OperationsCalls>(operationsCalls);
export const OperationsCallsProvider = Context.Provider;

export function useOperationsCalls(): OperationsCalls {
  return useContext(Context);
}
