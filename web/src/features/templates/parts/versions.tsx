import { i18n } from "@lingui/core";
import type { TemplateVersion } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { Loaded } from "@/shared/ui/loaded";
import { useTemplateVersions } from "../queries";

const CHANGES: Record<TemplateVersion["changes"][number], string> = {
  get title() {
    return i18n._("title");
  },
  get company_name() {
    return i18n._("company");
  },
  get level() {
    return i18n._("level");
  },
  get job_description() {
    return i18n._("job text");
  },
  get minutes() {
    return i18n._("length");
  },
  get questions_reworded() {
    return i18n._("wording of questions");
  },
  get questions_removed() {
    return i18n._("questions removed");
  },
  get questions_reordered() {
    return i18n._("order of questions");
  },
};

/** Who changed what, the newest first. */
export function Versions({ templateId }: { templateId: string }) {
  const found = useTemplateVersions(templateId);
  return (
    <section className="mt-8">
      <h2>{i18n._("Versions")}</h2>
      <Loaded of={found} what={i18n._("The versions")} rows={2}>
        {(versions) => (
          <ol className="mt-2 border-t border-line">
            {versions.map((each) => (
              <li key={each.version} className="border-b border-line py-2.5 text-small">
                <p>
                  <span className="font-[550]">
                    {i18n._("Version {version}", { version: each.version })}
                  </span>
                  {" · "}
                  {each.changes.length > 0
                    ? each.changes.map((change) => CHANGES[change]).join(", ")
                    : i18n._("created")}
                </p>
                <p className="text-text3">
                  {each.changedBy ?? i18n._("A former member")},{" "}
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
