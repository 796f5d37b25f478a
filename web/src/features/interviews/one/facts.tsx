import type { ReactNode } from "react";
import type { Interview } from "@/shared/api/types";
import { KINDS, LEVELS } from "@/shared/lib/interview-words";
import { count, exactly } from "@/shared/lib/words";

const languageNames = new Intl.DisplayNames(["en"], { type: "language" });

/** What was asked for. */
export function InterviewFacts({ interview }: { interview: Interview }) {
  const skills = [...interview.skills, ...interview.qualifications];
  const request = interview.transitions[0];
  return (
    <section className="mt-5">
      <h2>Request</h2>
      <dl className="mt-2 grid gap-1.5 text-small">
        <Fact name="Kind">{KINDS[interview.profile] ?? interview.profile}</Fact>
        <Fact name="Level">{LEVELS[interview.level ?? ""] ?? interview.level}</Fact>
        <Fact name="Skills">{skills.join(", ")}</Fact>
        <Fact name="Length">{count(interview.durationMinutes, "minute")}</Fact>
        <Fact name="Language">{languageNames.of(interview.language)}</Fact>
        <Fact name="Opens">
          {interview.scheduledAt ? exactly(new Date(interview.scheduledAt)) : null}
        </Fact>
        <Fact name="Company">{interview.companyName}</Fact>
        <Fact name="E-mail">{interview.candidateEmail}</Fact>
        <Fact name="Reference">{interview.candidateRef}</Fact>
        <Fact name="External ID">{interview.externalId}</Fact>
        <Fact name="Requested">{exactly(new Date(interview.createdAt))}</Fact>
        <Fact name="Requested by">{request?.actor}</Fact>
      </dl>
      <LongText name="Job text" text={interview.jobDescription} />
      <LongText name="Résumé" text={interview.resumeText} />
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
