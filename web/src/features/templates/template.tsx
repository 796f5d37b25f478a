import { i18n } from "@lingui/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { Pencil } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Template } from "@/shared/api/types";
import { competencyName } from "@/shared/lib/competency-names";
import { LEVELS } from "@/shared/lib/interview-words";
import { languageName } from "@/shared/lib/language-name";
import { useStops } from "@/shared/lib/stops";
import { minutesLong } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { sentence } from "@/shared/ui/sentence";
import { Failure, Skeleton } from "@/shared/ui/states";
import { TEMPLATES } from "./parts/choices";
import { EditForm } from "./parts/edit-form";
import { OpenInterview } from "./parts/open-interview";
import { Versions } from "./parts/versions";
import { useTemplate, useTemplateChange } from "./queries";

interface TemplatePageProps {
  id: string;
  /** Shows the rubric of the template. */
  rubricOf: (template: Template) => ReactNode;
}

/** One template: its facts and questions, its versions, and an interview from it. */
export function TemplatePage({ id, rubricOf }: TemplatePageProps) {
  const found = useTemplate(id);
  if (found.data) return <Shown template={found.data} rubric={rubricOf(found.data)} />;
  const problem = found.error ? asProblem(found.error) : null;
  return (
    <>
      <PageHead
        root={TEMPLATES}
        trail={[i18n._("Template")]}
        title={i18n._("Template")}
        documentTitle={i18n._("Template")}
      />
      <div className="mt-6">
        {problem?.status === 404 ? (
          <Note title={i18n._("There is no template at this address.")}>
            {i18n._("It may have been deleted.")}
          </Note>
        ) : problem ? (
          <Failure
            problem={problem}
            what={i18n._("The template did not load.")}
            onRetry={() => found.refetch()}
          />
        ) : (
          <Skeleton rows={6} label={i18n._("Loading the template")} />
        )}
      </div>
    </>
  );
}

function Shown({ template, rubric }: { template: Template; rubric: ReactNode }) {
  const navigate = useNavigate();
  useStops();
  const [isEditing, setEditing] = useState(false);
  const mayCreate = useIsAllowed("interview:create");
  const remove = useTemplateChange((calls, id: string) => calls.remove(id));
  return (
    <>
      <PageHead
        root={TEMPLATES}
        trail={[template.title]}
        title={template.title}
        documentTitle={i18n._("{title}, template", { title: template.title })}
        under={[
          LEVELS[template.level],
          template.companyName,
          i18n._("{count, plural, one {# question} other {# questions}}", {
            count: template.questions.length,
          }),
          minutesLong(template.minutes),
          languageName(template.language),
          i18n._("version {version}", { version: template.version }),
        ]
          .filter(Boolean)
          .join(" · ")}
        aside={
          isEditing ? null : (
            <div className="flex flex-wrap gap-2.5">
              <Button icon={<Icon of={Pencil} small />} onClick={() => setEditing(true)}>
                {i18n._("Edit")}
              </Button>
              <ConfirmButton
                busy={remove.isPending && i18n._("Deleting…")}
                question={i18n._("Delete this template?")}
                meaning={i18n._(
                  "It cannot be used for new interviews any more. Interviews that were created from it stay.",
                )}
                keep={i18n._("Keep it")}
                confirm={i18n._("Delete template")}
                onConfirm={() =>
                  remove.mutate(template.templateId, {
                    onSuccess: () => navigate({ to: "/templates" }),
                  })
                }
              >
                {i18n._("Delete")}
              </ConfirmButton>
            </div>
          )
        }
      />
      {remove.error ? (
        <div className="mt-4">
          <Failure
            problem={asProblem(remove.error)}
            what={i18n._("The template was not deleted.")}
          />
        </div>
      ) : null}
      {mayCreate && !isEditing ? (
        <a
          href="#new-interview"
          className={`${buttonLook("primary")} mt-4 max-pad:w-full wide:hidden`}
        >
          {i18n._("New interview from this template")}
        </a>
      ) : null}
      <div className="mt-6 grid items-start gap-9 wide:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0">
          {isEditing ? (
            <EditForm template={template} onClose={() => setEditing(false)} />
          ) : (
            <Facts template={template} rubric={rubric} />
          )}
        </div>
        <div className="min-w-0">
          {mayCreate ? <OpenInterview templateId={template.templateId} /> : null}
          <Versions templateId={template.templateId} />
        </div>
      </div>
    </>
  );
}

function Facts({ template, rubric }: { template: Template; rubric: ReactNode }) {
  return (
    <>
      <Origin template={template} />
      {template.warnings.length > 0 ? (
        <div className="mb-5">
          <Note tone="amber" title={i18n._("Some answers could be hard to score.")}>
            {template.warnings.join(" ")}
          </Note>
        </div>
      ) : null}
      <h2>{i18n._("Questions")}</h2>
      <ol className="mt-2 border-t border-line">
        {template.questionItems.map((question, at) => (
          <li key={question.questionId} className="border-b border-line py-3.5">
            <p
              lang={template.language}
              className="font-voice text-[1.0625rem] leading-[1.42] [overflow-wrap:anywhere]"
            >
              {at + 1}. {question.text}
            </p>
            <p className="mt-1 text-small text-text3">{competencyName(question.competency)}</p>
          </li>
        ))}
      </ol>
      {rubric}
      {template.jobDescription ? (
        <details className="mt-5">
          <summary className="min-h-11 py-2.5 font-[550]">{i18n._("Job text")}</summary>
          <p className="whitespace-pre-line text-text2 [overflow-wrap:anywhere]">
            {template.jobDescription}
          </p>
        </details>
      ) : null}
    </>
  );
}

function Origin({ template: { intakeId, interviewId } }: { template: Template }) {
  return <p className="mb-5 text-small text-text2">{originOf(intakeId, interviewId)}</p>;
}

function originOf(intakeId: Template["intakeId"], interviewId: Template["interviewId"]) {
  if (intakeId) {
    return sentence((at) => i18n._("Made from {intake}.", at), {
      intake: (
        <Link to="/intake/$id" params={{ id: intakeId }}>
          {i18n._("an intake")}
        </Link>
      ),
    });
  }
  if (interviewId) {
    return sentence((at) => i18n._("Made from {interview}.", at), {
      interview: (
        <Link to="/interviews/$id" params={{ id: interviewId }}>
          {i18n._("an interview")}
        </Link>
      ),
    });
  }
  return i18n._("Made from a job text by the built-in rules.");
}
