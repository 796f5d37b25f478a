import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type LibraryCalls, useLibraryCalls } from "./calls";

/** The competency groups that a skill can belong to. */
export function useGroups() {
  const calls = useLibraryCalls();
  return useQuery({
    queryKey: ["library", "groups"],
    queryFn: calls.groups,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Something that changes the skills; the list is asked for anew, whatever comes of it. */
export function useSkillChange<Given>(
  change: (calls: LibraryCalls, given: Given) => Promise<unknown>,
) {
  const calls = useLibraryCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (given: Given) => change(calls, given),
    onSettled: () => queries.invalidateQueries({ queryKey: ["library", "skills"] }),
  });
}
