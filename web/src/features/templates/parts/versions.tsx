import type { TemplateVersion } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { Loaded } from "@/shared/ui/loaded";
import { useTemplateVersions } from "../queries";

const CHANGES: Record<TemplateVersion["changes"][number], string> = {
  title: "title",
  company_name: "company",
  level: "level",
  job_description: "job text",
  minutes: "length",
  questions_reworded: "wording of questions",
  questions_removed: "questions removed",
  questions_reordered: "order of questions",
};

/** Who changed what, the newest first. */
export function Versions({ templateId }: { templateId: string }) {
  const found = useTemplateVersions(templateId);
  return (
    <section className="mt-8">
      <h2>Versions</h2>
      <Loaded of={found} what="The versions" rows={2}>
        {(versions) => (
          <ol className="mt-2 border-t border-line">
            {versions.map((each) => (
              <li key={each.version} className="border-b border-line py-2.5 text-small">
                <p>
                  <span className="font-[550]">Version {each.version}</span>
                  {" · "}
                  {each.changes.length > 0
                    ? each.changes.map((change) => CHANGES[change]).join(", ")
                    : "created"}
                </p>
                <p className="text-text3">
                  {each.changedBy ?? "A former member"},{" "}
                  <time dateTime={each.changedAt}>{exactly(new Date(each.changedAt))}</time>
                </p>
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </section>
  );
}
