import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { Draft, DraftEdit, FileFormat, Intake, IntakeItem, Kind } from "./shapes";

/** What an intake may be opened with; all of it can be given in the interview as well. */
export interface Opening {
  title?: string;
  companyName?: string;
  managerEmail?: string;
  minutes?: number;
}

/** What the intake pages ask of the gateway; a test hands in its own. */
export interface IntakeCalls {
  intakes: () => Promise<IntakeItem[]>;
  open: (opening: Opening) => Promise<{ intakeId: string }>;
  intake: (id: string) => Promise<Intake>;
  drafts: (id: string) => Promise<Draft[]>;
  regenerate: (id: string, kind: Kind, instruction: string) => Promise<unknown>;
  edit: (id: string, kind: Kind, edit: DraftEdit) => Promise<unknown>;
  file: (id: string, kind: Kind, version: number, format: FileFormat) => Promise<Blob>;
  accept: (id: string, kind: Kind, version: number) => Promise<unknown>;
  template: (id: string) => Promise<{ templateId: string }>;
}

const at = (id: string) => ({ params: { path: { intake_id: id } } });
const draftAt = (id: string, kind: Kind) => ({ params: { path: { intake_id: id, kind } } });

export const intakeCalls: IntakeCalls = {
  intakes: async () => (await answered(staffApi.GET("/intakes"))).intakes,
  open: (opening) => answered(staffApi.POST("/intakes", { body: opening })),
  intake: (id) => answered(staffApi.GET("/intakes/{intake_id}", at(id))),
  drafts: async (id) =>
    (await answered(staffApi.GET("/intakes/{intake_id}/artifacts", at(id)))).artifacts,
  regenerate: (id, kind, instruction) =>
    answered(
      staffApi.POST("/intakes/{intake_id}/artifacts/{kind}/regenerate", {
        ...draftAt(id, kind),
        body: { instruction: instruction || null },
      }),
    ),
  edit: (id, kind, body) =>
    answered(
      staffApi.PATCH("/intakes/{intake_id}/artifacts/{kind}", { ...draftAt(id, kind), body }),
    ),
  file: (id, kind, version, format) =>
    answered(
      staffApi.GET("/intakes/{intake_id}/artifacts/{kind}/file", {
        params: { path: { intake_id: id, kind }, query: { version, format } },
        parseAs: "blob",
      }),
    ),
  accept: (id, kind, version) =>
    answered(
      staffApi.POST("/intakes/{intake_id}/artifacts/{kind}/accept", {
        ...draftAt(id, kind),
        body: { version },
      }),
    ),
  template: (id) =>
    answered(staffApi.POST("/intakes/{intake_id}/template", { ...at(id), body: {} })),
};

export const IntakeApi = createContext<IntakeCalls>(intakeCalls);

export function useIntakeApi(): IntakeCalls {
  return useContext(IntakeApi);
}
