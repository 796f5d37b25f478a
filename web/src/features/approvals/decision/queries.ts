import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type {
  HiringDecision,
  HiringDecisionRequest,
  Interview,
  LevelCorrectionRequest,
} from "@/shared/api/types";
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

/** `onSuccess` runs before the pages are renewed, which may take the form away. */
function useInterviewMutation<Input, Output>(
  id: string,
  run: (input: Input) => Promise<Output>,
  onSuccess?: (output: Output) => void | Promise<void>,
) {
  const renew = useRenewInterview();
  return useMutation({
    mutationFn: run,
    onSuccess: (output: Output) => onSuccess?.(output),
    onSettled: () => renew(id),
  });
}

export function useDecideCandidate(id: string, onRecorded: (decision: HiringDecision) => void) {
  const calls = useCalls();
  const queries = useQueryClient();
  return useInterviewMutation(
    id,
    (press: { decision: HiringDecisionRequest; key: string }) =>
      calls.decideCandidate(id, press.decision, press.key),
    async (hiringDecision) => {
      // An answer that was asked for before the decision would bring the form back for a moment.
      await queries.cancelQueries({ queryKey: ["interview", id], exact: true });
      // The form goes as the bar comes, so that a key pressed now undoes and does not edit the text.
      queries.setQueryData<Interview>(
        ["interview", id],
        (known) => known && { ...known, hiringDecision },
      );
      onRecorded(hiringDecision);
    },
  );
}

export function useConfirmDecision(id: string, onSuccess?: () => void) {
  const calls = useCalls();
  const run = (decisionId: string) => calls.confirmDecision(id, decisionId);
  return useInterviewMutation(id, run, onSuccess);
}

export function useWithdrawDecision(id: string, onSuccess?: () => void) {
  const calls = useCalls();
  const run = (decisionId: string) => calls.withdrawDecision(id, decisionId);
  return useInterviewMutation(id, run, onSuccess);
}

export function useCorrectLevel(id: string) {
  const calls = useCalls();
  return useInterviewMutation(id, (correction: LevelCorrectionRequest) =>
    calls.correctLevel(id, correction),
  );
}

/** The links to the scorecard; asked for once they are shown. */
export function useScorecardLinks(id: string, isShown: boolean) {
  const calls = useCalls();
  return useQuery({
    queryKey: ["interview", id, "scorecard links"],
    queryFn: () => calls.scorecardLinks(id),
    enabled: isShown,
  });
}

export function useShareScorecard(id: string) {
  const calls = useCalls();
  return useInterviewMutation(id, () => calls.shareScorecard(id));
}

export function useRevokeScorecardLink(id: string) {
  const calls = useCalls();
  return useInterviewMutation(id, (linkId: string) => calls.revokeScorecardLink(id, linkId));
}
