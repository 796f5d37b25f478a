import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { HiringDecisionRequest, LevelCorrectionRequest } from "@/shared/api/types";
import { useCalls } from "../calls";

/** Ask anew for what the pages show of an interview. */
export function useRenewInterview(): (id: string) => Promise<unknown> {
  const queries = useQueryClient();
  return useCallback(
    (id) =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["waiting"] }),
        queries.invalidateQueries({ queryKey: ["interview", id] }),
      ]),
    [queries],
  );
}

function useInterviewMutation<Input, Output>(id: string, run: (input: Input) => Promise<Output>) {
  const renew = useRenewInterview();
  return useMutation({ mutationFn: run, onSettled: () => renew(id) });
}

export function useDecideCandidate(id: string) {
  const calls = useCalls();
  return useInterviewMutation(id, (press: { decision: HiringDecisionRequest; key: string }) =>
    calls.decideCandidate(id, press.decision, press.key),
  );
}

export function useConfirmDecision(id: string) {
  const calls = useCalls();
  return useInterviewMutation(id, (decisionId: string) => calls.confirmDecision(id, decisionId));
}

export function useWithdrawDecision(id: string) {
  const calls = useCalls();
  return useInterviewMutation(id, (decisionId: string) => calls.withdrawDecision(id, decisionId));
}

export function useCorrectLevel(id: string) {
  const calls = useCalls();
  return useInterviewMutation(id, (correction: LevelCorrectionRequest) =>
    calls.correctLevel(id, correction),
  );
}
