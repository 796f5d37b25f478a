import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type {
  MakeTemplate,
  Template,
  TemplateCandidate,
  TemplateEdit,
  TemplateInterview,
  TemplateVersion,
} from "@/shared/api/types";

/** What the pages of templates ask of the gateway; a test hands in its own. */
export interface TemplateCalls {
  templates: () => Promise<Template[]>;
  template: (id: string) => Promise<Template>;
  versions: (id: string) => Promise<TemplateVersion[]>;
  create: (wanted: MakeTemplate) => Promise<Template>;
  edit: (id: string, edit: TemplateEdit) => Promise<Template>;
  remove: (id: string) => Promise<unknown>;
  openInterview: (id: string, candidate: TemplateCandidate) => Promise<TemplateInterview>;
}

const at = (id: string) => ({ params: { path: { template_id: id } } });

export const templateCalls: TemplateCalls = {
  templates: async () => (await answered(staffApi.GET("/templates"))).templates,
  template: (id) => answered(staffApi.GET("/templates/{template_id}", at(id))),
  versions: async (id) =>
    (await answered(staffApi.GET("/templates/{template_id}/versions", at(id)))).data,
  create: (body) => answered(staffApi.POST("/templates", { body })),
  edit: (id, body) => answered(staffApi.PATCH("/templates/{template_id}", { ...at(id), body })),
  remove: (id) => answered(staffApi.DELETE("/templates/{template_id}", at(id))),
  openInterview: (id, body) =>
    answered(staffApi.POST("/templates/{template_id}/interviews", { ...at(id), body })),
};

export const TemplateCallsContext = createContext<TemplateCalls>(templateCalls);

export function useTemplateCalls(): TemplateCalls {
  return useContext(TemplateCallsContext);
}
