import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import type { Template } from "@/shared/api/types";
import { LEVELS } from "@/shared/lib/interview-words";
import { languageName } from "@/shared/lib/language-name";
import { useArrival, useTitle } from "@/shared/lib/page";
import { dayOf, minutesLong } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { sentence } from "@/shared/ui/sentence";
import { Empty } from "@/shared/ui/states";
import { useTemplates } from "./queries";

/** Every template, the newest first, and the way to a new one. */
export function TemplateList() {
  const heading = useArrival("templates");
  useTitle(i18n._("Templates · Vivavoce"));
  const found = useTemplates();
  const make = (
    <Link to="/templates/new" className={buttonLook("primary")}>
      <Icon of={Plus} small /> {i18n._("New template")}
    </Link>
  );
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h1 ref={heading} tabIndex={-1}>
          {i18n._("Templates")}
        </h1>
        {found.data?.length ? make : null}
      </div>
      <p className="mt-1.5 max-w-[44em] text-text2">
        {i18n._(
          "A template asks every candidate for a position the same questions, so that their answers can be compared.",
        )}
      </p>
      <div className="mt-6">
        <Loaded of={found} what={i18n._("The templates")} rows={4}>
          {(templates) =>
            templates.length === 0 ? (
              <Empty title={i18n._("No templates yet")}>
                <p>
                  {sentence(
                    (at) =>
                      i18n._(
                        "Make one from a job text, from an interview, or from an {intake}.",
                        at,
                      ),
                    { intake: <Link to="/intake">{i18n._("intake")}</Link> },
                  )}
                </p>
                <div className="mt-4">{make}</div>
              </Empty>
            ) : (
              <ul className="border-t border-line">
                {templates.map((template) => (
                  <Row key={template.templateId} template={template} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </>
  );
}

function Row({ template }: { template: Template }) {
  const changed = new Date(template.changedAt);
  return (
    <li className="border-b border-line py-3.5">
      <Link
        data-row
        to="/templates/$id"
        params={{ id: template.templateId }}
        className="font-[550] text-text [overflow-wrap:anywhere]"
      >
        {template.title}
      </Link>
      <p className="text-small text-text2">
        {[
          LEVELS[template.level],
          template.companyName,
          i18n._("{count, plural, one {# question} other {# questions}}", {
            count: template.questions.length,
          }),
          minutesLong(template.minutes),
          languageName(template.language),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <p className="text-small text-text3">
        {i18n._("Version {version}", { version: template.version })},{" "}
        <time dateTime={template.changedAt}>{dayOf(changed)}</time>
      </p>
    </li>
  );
}
