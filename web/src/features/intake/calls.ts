import { createContext, useContext } from "react";
import { asked } from "@/shared/api/plain";
import {
  type Draft,
  done,
  drafts,
  type Intake,
  type IntakeItem,
  intake,
  intakes,
  type Kind,
  opened,
} from "./shapes";

/** What an intake may be opened with; all of it can be told in the talk as well. */
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
  accept: (id: string, kind: Kind, version: number) => Promise<unknown>;
  template: (id: string) => Promise<unknown>;
}

const at = (id: string, more = "") => `/intakes/${encodeURIComponent(id)}${more}`;

export const intakeCalls: IntakeCalls = {
  intakes: () => asked("GET", "/intakes", intakes),
  open: (opening) => asked("POST", "/intakes", opened, opening),
  intake: (id) => asked("GET", at(id), intake),
  drafts: async (id) => (await asked("GET", at(id, "/artifacts"), drafts)).artifacts,
  regenerate: (id, kind, instruction) =>
    asked(
      "POST",
      at(id, `/artifacts/${kind}/regenerate`),
      done,
      instruction ? { instruction } : {},
    ),
  accept: (id, kind, version) =>
    asked("POST", at(id, `/artifacts/${kind}/accept`), done, { version }),
  template: (id) => asked("POST", at(id, "/template"), done, {}),
};

export const IntakeApi = createContext<IntakeCalls>(intakeCalls);

export function useIntakeApi(): IntakeCalls {
  return useContext(IntakeApi);
}
