import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type TemplateCalls, useTemplateCalls } from "./calls";

export function useTemplates() {
  const calls = useTemplateCalls();
  return useQuery({ queryKey: ["templates"], queryFn: calls.templates });
}

export function useTemplate(id: string) {
  const calls = useTemplateCalls();
  return useQuery({ queryKey: ["templates", id], queryFn: () => calls.template(id) });
}

export function useTemplateVersions(id: string) {
  const calls = useTemplateCalls();
  return useQuery({ queryKey: ["templates", id, "versions"], queryFn: () => calls.versions(id) });
}

/** A change of templates; whatever comes of it, what the pages show is asked for anew. */
export function useTemplateChange<Wanted, Result>(
  change: (calls: TemplateCalls, wanted: Wanted) => Promise<Result>,
) {
  const calls = useTemplateCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Wanted) => change(calls, wanted),
    onSettled: () => queries.invalidateQueries({ queryKey: ["templates"] }),
  });
}
