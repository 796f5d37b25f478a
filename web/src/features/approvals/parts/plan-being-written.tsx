import { i18n } from "@lingui/core";
import type { Interview } from "@/shared/api/types";
import { Note } from "@/shared/ui/note";
import { WrittenSoFar } from "@/shared/ui/written-so-far";

/** A plan that is being written, with what a model has written of it so far. */
export function PlanBeingWritten({ drafted }: { drafted: Interview["draftedCompetencies"] }) {
  return (
    <>
      <Note tone="tide" title={i18n._("The plan is being written.")}>
        {i18n._("It will appear in the queue.")}
      </Note>
      {drafted.length > 0 ? (
        <div className="mt-6">
          <WrittenSoFar drafted={drafted} />
        </div>
      ) : null}
    </>
  );
}
