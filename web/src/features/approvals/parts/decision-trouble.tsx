import { i18n } from "@lingui/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Problem } from "@/shared/api/problem";
import { withinSentence } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { changesNothing, Failure, Unchanged } from "@/shared/ui/states";
import { STATES } from "../words";

interface DecisionTroubleProps {
  problem: Problem;
  onRetry: () => void;
}

/** Someone was faster, or it was not saved; in both cases the text is still in the box. */
export function DecisionTrouble({ problem, onRetry }: DecisionTroubleProps) {
  const queries = useQueryClient();
  if (problem.status === 409) {
    return (
      <div role="alert">
        <Note
          tone="clay"
          title={whatChanged(problem)}
          actions={
            <Button
              size="small"
              onClick={() => {
                void queries.invalidateQueries({ queryKey: ["interview"] });
                void queries.invalidateQueries({ queryKey: ["waiting"] });
              }}
            >
              {i18n._("Refresh")}
            </Button>
          }
        >
          {i18n._("Your decision was not saved. Your text is still here.")}
        </Note>
      </div>
    );
  }
  if (changesNothing(problem)) return <Unchanged problem={problem} />;
  return (
    <Failure
      problem={problem}
      what={i18n._("The decision was not saved. Your text is still in the box.")}
      onRetry={onRetry}
    />
  );
}

/** What somebody else did meanwhile, as far as the server says. */
function whatChanged({ code, body }: Problem): string {
  if (code === "plan_changed" || code === "assessment_changed") {
    return i18n._("There is a newer version now.");
  }
  const state = body.currentState;
  return state
    ? i18n._("The status has changed: {state}.", { state: withinSentence(STATES[state]) })
    : i18n._("This has changed since you opened it.");
}
