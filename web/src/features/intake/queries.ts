import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type IntakeCalls, useIntakeApi } from "./calls";
import { isBeingWritten, shownDrafts } from "./drafts";

const LOOK_SOON_MS = 1500;
const LOOK_MS = 5000;

export function useIntakes() {
  const calls = useIntakeApi();
  return useQuery({ queryKey: ["intakes"], queryFn: calls.intakes });
}

/** An intake; while the interview goes on, more and more of it is known. */
export function useIntake(id: string) {
  const calls = useIntakeApi();
  return useQuery({
    queryKey: ["intake", id],
    queryFn: () => calls.intake(id),
    refetchInterval: LOOK_MS,
  });
}

export function useDrafts(id: string) {
  const calls = useIntakeApi();
  return useQuery({
    queryKey: ["intake", id, "drafts"],
    queryFn: () => calls.drafts(id),
    refetchInterval: ({ state }) =>
      shownDrafts(state.data ?? []).some(isBeingWritten) ? LOOK_SOON_MS : LOOK_MS,
  });
}

/** Something done with an intake: whatever comes of it, what the page shows is asked for anew. */
export function useIntakeMutation<Choice, Result>(
  id: string,
  act: (calls: IntakeCalls, choice: Choice) => Promise<Result>,
) {
  const calls = useIntakeApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (choice: Choice) => act(calls, choice),
    onSettled: () => queries.invalidateQueries({ queryKey: ["intake", id] }),
  });
}
