import { i18n } from "@lingui/core";
import type { PlanVersion } from "@/shared/api/types";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";

interface PlanVersionsProps {
  versions: PlanVersion[];
  /** The version that the current one is compared with. */
  compared: string | null;
  onCompare: (planId: string) => void;
}

/** Every version with its author and time; the changes since any of them can be shown. */
export function PlanVersions({ versions, compared, onCompare }: PlanVersionsProps) {
  if (versions.length < 2) return null;
  return (
    <section className="px-1 pt-6">
      <h3>{i18n._("Versions")}</h3>
      <ol className="mt-1.5 grid gap-2 text-small">
        {versions.map(({ planId, version, madeAt, document }, place) => (
          <li key={planId} className="flex items-start justify-between gap-3">
            <span>
              {i18n._("Version {version}, {author}", {
                version,
                author: document.edited_by ?? nameOfAuthor(document.planner),
              })}
              <span className="block text-text3">{exactly(new Date(madeAt))}</span>
            </span>
            {place > 0 ? (
              <Button
                size="small"
                className="aria-pressed:border-text aria-pressed:bg-sunken"
                aria-pressed={planId === compared}
                aria-label={i18n._("Compare with version {version}", { version })}
                onClick={() => onCompare(planId)}
              >
                {i18n._("Compare")}
              </Button>
            ) : (
              <span className="text-text3">{i18n._("current")}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
