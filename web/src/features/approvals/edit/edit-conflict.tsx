import { i18n } from "@lingui/core";
import type { Plan } from "@/shared/api/types";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { clockTime } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { questionsOf } from "../reading";

interface EditConflictProps {
  /** The version that is newer than the one under the hand. */
  plan: Plan;
  onKeep: () => void;
  onDiscard: () => void;
}

/** Someone saved in the meantime: both versions stay, and the person chooses how to go on. */
export function EditConflict({ plan, onKeep, onDiscard }: EditConflictProps) {
  const author = plan.document.edited_by ?? nameOfAuthor(plan.document.planner);
  return (
    <div role="alert" className="mt-4">
      <Note
        tone="clay"
        title={i18n._("{author} saved version {version} at {time}.", {
          author,
          version: plan.version,
          time: clockTime(new Date(plan.madeAt)),
        })}
        actions={
          <>
            <Button size="small" onClick={onKeep}>
              {i18n._("Keep my changes")}
            </Button>
            <Button size="small" onClick={onDiscard}>
              {i18n._("Discard my changes and show version {version}", { version: plan.version })}
            </Button>
          </>
        }
      >
        {i18n._("Your changes are still here, and every version is kept.")}
      </Note>
      <details className="mt-2">
        <summary className="font-[550]">
          {i18n._("Questions of version {version}", { version: plan.version })}
        </summary>
        <ol className="mt-1 list-decimal pl-5">
          {questionsOf(plan.document).map(({ id, text }) => (
            <li key={id}>{text}</li>
          ))}
        </ol>
      </details>
    </div>
  );
}
