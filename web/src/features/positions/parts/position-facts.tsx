import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { PositionOverview } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { LEVELS } from "@/shared/lib/interview-words";
import { languageName } from "@/shared/lib/language-name";
import { exactly, minutesLong, withinSentence } from "@/shared/lib/words";
import { Note } from "@/shared/ui/note";
import { sentence } from "@/shared/ui/sentence";

type FactName = PositionOverview["differingFacts"][number];

const NAMES: Record<FactName, string> = {
  get companyName() {
    return i18n._("Company");
  },
  get companyDescription() {
    return i18n._("About the company");
  },
  get level() {
    return i18n._("Level");
  },
  get skills() {
    return i18n._("Skills");
  },
  get qualifications() {
    return i18n._("Qualifications");
  },
  get jobDescription() {
    return i18n._("Job text");
  },
  get durationMinutes() {
    return i18n._("Length");
  },
  get language() {
    return i18n._("Language");
  },
};

/** What is asked of everyone in this position, as its newest interview has it. */
export function PositionFacts({ position }: { position: PositionOverview }) {
  const { facts, differingFacts } = position;
  return (
    <>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-small">
        <Fact name={NAMES.companyName}>{facts.companyName}</Fact>
        <Fact name={NAMES.level}>{facts.level ? LEVELS[facts.level] : null}</Fact>
        <Fact name={NAMES.skills}>{facts.skills.join(", ")}</Fact>
        <Fact name={NAMES.qualifications}>{facts.qualifications.join(", ")}</Fact>
        <Fact name={NAMES.durationMinutes}>{minutesLong(facts.durationMinutes)}</Fact>
        <Fact name={NAMES.language}>{languageName(facts.language)}</Fact>
      </dl>
      <p className="mt-3 text-small text-text3">
        {sentence((at) => i18n._("From the {newest}, requested {time}.", at), {
          newest: (
            <Link to="/interviews/$id" params={{ id: facts.interviewId }}>
              {i18n._("newest interview")}
            </Link>
          ),
          time: <time dateTime={facts.requestedAt}>{exactly(new Date(facts.requestedAt))}</time>,
        })}
      </p>
      {differingFacts.length > 0 ? (
        <div className="mt-4">
          <Note tone="amber" title={i18n._("Not the same in all interviews:")}>
            {new Intl.ListFormat(dateLocale()).format(
              differingFacts.map((name) => withinSentence(NAMES[name])),
            )}
          </Note>
        </div>
      ) : null}
    </>
  );
}

/** A fact that is not known says so: an empty line would look like a fault. */
function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-text3">{name}</dt>
      <dd className="min-w-0 text-right [overflow-wrap:anywhere]">
        {children || <span className="text-text3">{i18n._("Not stated")}</span>}
      </dd>
    </>
  );
}
