import type { Problem } from "@/shared/api/problem";
import { Note } from "@/shared/ui/note";
import { changesNothing, Failure, Unchanged } from "@/shared/ui/states";
import { STATES } from "../words";

interface DecisionTroubleProps {
  problem: Problem;
  onRetry: () => void;
}

/** Someone was faster, or it was not saved; in both cases the text is still in the box. */
export function DecisionTrouble({ problem, onRetry }: DecisionTroubleProps) {
  const state = problem.body.currentState;
  if (problem.status === 409 && state) {
    return (
      <Note tone="clay" title={`The status has changed: ${STATES[state].toLowerCase()}.`}>
        Your decision was not saved. Your text is still in the box.
      </Note>
    );
  }
  if (changesNothing(problem)) return <Unchanged problem={problem} />;
  return (
    <Failure
      problem={problem}
      what="The decision was not saved. Your text is still in the box."
      onRetry={onRetry}
    />
  );
}
