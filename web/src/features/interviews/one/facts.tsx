import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import type { Interview } from "@/shared/api/types";
import { KINDS, LEVELS } from "@/shared/lib/interview-words";
import { languageName } from "@/shared/lib/language-name";
import { exactly } from "@/shared/lib/words";
import { ResumeRecord } from "./resume";

/** What was asked for. */
export function InterviewFacts({ interview }: { interview: Interview }) {
  const skills = [...interview.skills, ...interview.qualifications];
  const request = interview.transitions[0];
  const mayCorrect = useIsAllowed("interview:update");
  return (
    <section className="mt-5">
      <h2>{i18n._("Request")}</h2>
      <dl className="mt-2 grid gap-1.5 text-small">
        <Fact name={i18n._("Kind")}>{KINDS[interview.profile] ?? interview.profile}</Fact>
        <Fact name={i18n._("Level")}>{interview.level ? LEVELS[interview.level] : null}</Fact>
        <Fact name={i18n._("Skills")}>{skills.join(", ")}</Fact>
        <Fact name={i18n._("Length")}>
          {i18n._("{count, plural, one {# minute} other {# minutes}}", {
            count: interview.durationMinutes,
          })}
        </Fact>
        <Fact name={i18n._("Language")}>{languageName(interview.language)}</Fact>
        <Fact name={i18n._("Opens")}>
          {interview.scheduledAt ? exactly(new Date(interview.scheduledAt)) : null}
        </Fact>
        <Fact name={i18n._("Company")}>{interview.companyName}</Fact>
        <Fact name={i18n._("E-mail")}>{interview.candidateEmail}</Fact>
        <Fact name={i18n._("Reference")}>{interview.candidateRef}</Fact>
        <Fact name={i18n._("External ID")}>{interview.externalId}</Fact>
        <Fact name={i18n._("Requested")}>{exactly(new Date(interview.createdAt))}</Fact>
        <Fact name={i18n._("Requested by")}>{request?.actor}</Fact>
        <Fact name={i18n._("Run ID")}>
          <code>{interview.runId}</code>
        </Fact>
      </dl>
      <LongText name={i18n._("Job text")} text={interview.jobDescription} />
      <LongText name={i18n._("Résumé")} text={interview.resumeText} />
      {interview.resumeText && mayCorrect ? <ResumeRecord interview={interview} /> : null}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <div className="flex justify-between gap-4">
      <dt className="shrink-0 text-text3">{name}</dt>
      <dd className="min-w-0 text-right [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function LongText({ name, text }: { name: string; text: string | null }) {
  if (!text) return null;
  return (
    <details className="mt-3">
      <summary className="py-1 text-small font-[550]">{name}</summary>
      <p className="mt-1 max-h-80 overflow-y-auto text-small whitespace-pre-wrap text-text2">
        {text}
      </p>
    </details>
  );
}
