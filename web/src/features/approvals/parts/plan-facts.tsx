import { i18n } from "@lingui/core";
import { Check, TriangleAlert } from "lucide-react";
import type { PlanDocument } from "@/shared/api/types";
import { competencyLanguage, competencyName } from "@/shared/lib/competency-names";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { Note } from "@/shared/ui/note";
import { Status } from "@/shared/ui/status";
import { GREETING_AND_CLOSING_S } from "../edit/time-total";
import { doubtsOf, questionsOf, remarksOf } from "../reading";

interface PlanFactsProps {
  document: PlanDocument;
  /** The language of the interview. */
  language: string | undefined;
}

/** Time, coverage and what the planner itself was unsure of, beside the decision. */
export function PlanFacts({ document, language }: PlanFactsProps) {
  const questions = questionsOf(document);
  const taken = questions.reduce((sum, question) => sum + question.time_budget_s, 0);
  const planned = Math.round(taken / 60);
  const free = document.duration_minutes * 60 - GREETING_AND_CLOSING_S;
  const spare = Math.floor((free - taken) / 60);
  const doubts = doubtsOf(document);
  const skills = Object.entries(document.skills_coverage);
  return (
    <div className="grid gap-6 px-1 pt-6">
      <section>
        <h3>{i18n._("Time")}</h3>
        <div
          className="mt-2 flex h-3 gap-px overflow-hidden rounded-chip border border-line bg-sunken"
          aria-hidden="true"
        >
          {questions.map((question) => (
            <span
              key={question.id}
              className="drawn bg-tide/80"
              style={{
                width: `${(question.time_budget_s / 60 / Math.max(planned, document.duration_minutes)) * 100}%`,
              }}
            />
          ))}
        </div>
        <p className="mt-1.5 text-small text-text3">
          {spare >= 0
            ? i18n._(
                "{planned, plural, one {# minute planned, {spare} to spare.} other {# minutes planned, {spare} to spare.}}",
                { planned, spare },
              )
            : i18n._(
                "{planned, plural, one {# minute planned, {over} over the limit.} other {# minutes planned, {over} over the limit.}}",
                { planned, over: -spare },
              )}
        </p>
      </section>
      <section>
        <h3>{i18n._("Coverage")}</h3>
        <ul className="mt-1.5 grid gap-1 text-small">
          {document.competencies.map((competency) => (
            <CoverRow
              key={competency.name}
              name={competencyName(competency.name)}
              language={competencyLanguage(competency.name, language)}
              isCovered={competency.questions.length > 0}
              words={i18n._("{count, plural, one {# question} other {# questions}}", {
                count: competency.questions.length,
              })}
            />
          ))}
          {skills.map(([skill, isCovered]) => (
            <CoverRow
              key={skill}
              name={skill}
              language={language}
              isCovered={isCovered}
              words={isCovered ? i18n._("skill, covered") : i18n._("skill, not covered")}
            />
          ))}
        </ul>
      </section>
      {document.unvalidated_skills.length > 0 ? (
        <Note tone="amber" title={i18n._("Unverified skills:")}>
          {i18n._("{skills}. The plan covers them with general questions.", {
            skills: document.unvalidated_skills.join(", "),
          })}
        </Note>
      ) : null}
      {remarksOf(document, "left_out").map((note) => (
        <Note key={note} tone="amber" title={i18n._("A requirement was left out.")}>
          {note}
        </Note>
      ))}
      {doubts.length > 0 ? (
        <Note
          tone="amber"
          title={i18n._("{count, plural, one {Planner note} other {Planner notes}}", {
            count: doubts.length,
          })}
        >
          {doubts.map((note) => (
            <span key={note} className="mt-1.5 block">
              {note}
            </span>
          ))}
        </Note>
      ) : null}
      <OwnSentences sentences={document.sentences} language={language} />
      <p className="text-small text-text3">
        {i18n._(
          "Written by {planner}. The candidate is not invited until a person approves the plan.",
          { planner: nameOfAuthor(document.planner) },
        )}
      </p>
    </div>
  );
}

interface OwnSentencesProps {
  sentences: PlanDocument["sentences"];
  language: string | undefined;
}

/** What the interviewer says by itself in a language that only the plan speaks, each below its English. */
function OwnSentences({ sentences, language }: OwnSentencesProps) {
  if (!sentences?.length) return null;
  return (
    <details>
      <summary className="cursor-pointer py-1.5 font-[550]">
        {i18n._("{count, plural, one {# sentence} other {# sentences}} of the interviewer", {
          count: sentences.length,
        })}
      </summary>
      <p className="mt-1 text-small text-text2">
        {i18n._(
          "Each is said instead of the English above it. The interviewer leaves out wordings of the same sentence without a translation, and says all other sentences in English.",
        )}
      </p>
      <dl className="mt-2 grid gap-2 text-small">
        {sentences.map(({ english, text, is_edited }) => (
          <div key={english}>
            <dt lang="en" className="text-text3">
              {english}
            </dt>
            <dd lang={language} className="ml-0">
              {text}
              {is_edited ? (
                <span lang={i18n.locale} className="ml-2 text-text3">
                  {i18n._("edited by hand")}
                </span>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

interface CoverRowProps {
  name: string;
  language: string | undefined;
  isCovered: boolean;
  words: string;
}

function CoverRow({ name, language, isCovered, words }: CoverRowProps) {
  return (
    <li className="flex justify-between gap-3">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <Status icon={isCovered ? Check : TriangleAlert} tone={isCovered ? "leaf" : "amber"}>
          <span lang={language}>{name}</span>
        </Status>
      </span>
      <span className="shrink-0 text-text3">{words}</span>
    </li>
  );
}
