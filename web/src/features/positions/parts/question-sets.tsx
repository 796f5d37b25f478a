import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useIsAllowed } from "@/shared/api/caller";
import type { PositionOverview, PositionQuestions } from "@/shared/api/types";
import { competencyLanguage, competencyName } from "@/shared/lib/competency-names";
import { nameOfAuthor, templateOf } from "@/shared/lib/interview-words";
import { exactly, percent } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";

/** The questions and levels that the interviews of a position follow, the newest first. */
export function QuestionSets({ position }: { position: PositionOverview }) {
  const { questionSets, readCount, total } = position;
  return (
    <section>
      <h2>{i18n._("Questions and rubric")}</h2>
      {questionSets.length === 0 ? (
        <p className="mt-2 text-text2">{i18n._("No interview of this position has a plan yet.")}</p>
      ) : null}
      {questionSets.length > 1 ? (
        <div className="mt-3">
          <Note
            tone="amber"
            title={i18n._("The interviews have {count} different sets of questions.", {
              count: questionSets.length,
            })}
          >
            {i18n._(
              "Levels are comparable only between candidates with the same set. A template asks everyone the same.",
            )}
          </Note>
        </div>
      ) : null}
      {questionSets.map((each) => (
        <QuestionSet key={each.planId} questions={each} />
      ))}
      {total > readCount ? (
        <p className="mt-3 text-small text-text3">
          {i18n._(
            "{count, plural, one {Read from the newest interview.} other {Read from the newest # interviews.}}",
            { count: readCount },
          )}
        </p>
      ) : null}
    </section>
  );
}

function QuestionSet({ questions }: { questions: PositionQuestions }) {
  const mayTemplate = useIsAllowed("intake:use");
  const { interviewId, version, author, madeAt, language } = questions;
  const id = interviewId;
  const templateId = templateOf(author);
  return (
    <article className="border-b border-line py-4">
      <p className="font-[550]">
        {[
          i18n._("{count, plural, one {# question} other {# questions}}", {
            count: questions.questionCount,
          }),
          i18n._("{count, plural, one {# interview} other {# interviews}}", {
            count: questions.interviewCount,
          }),
          questions.state === "APPROVED" ? i18n._("approved") : i18n._("not approved yet"),
        ].join(" · ")}
      </p>
      <p className="text-small text-text3">
        {i18n._("Version {version}, {author}", { version, author: nameOfAuthor(author) })},{" "}
        <time dateTime={madeAt}>{exactly(new Date(madeAt))}</time>
      </p>
      <ul className="mt-2.5 grid gap-1 text-small">
        {questions.competencies.map((each) => (
          <li key={each.name} className="flex justify-between gap-4">
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <span lang={competencyLanguage(each.name, language)}>
                {competencyName(each.name)}
              </span>
              {each.isRequired ? (
                <span className="text-text3"> · {i18n._("Must-have")}</span>
              ) : null}
            </span>
            <span className="shrink-0 text-text2">
              {percent(each.weight)}
              <span className="text-text3">
                {" · "}
                {i18n._("{count, plural, one {# question} other {# questions}}", {
                  count: each.questionCount,
                })}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <div className="mt-3.5 flex flex-wrap gap-2">
        <Link to="/interviews/$id/plan" params={{ id }} className={buttonLook("outline", "small")}>
          {i18n._("Open the plan")}
        </Link>
        <Link
          to="/interviews/$id/rubric"
          params={{ id }}
          className={buttonLook("outline", "small")}
        >
          {i18n._("Rubric and versions")}
        </Link>
        {mayTemplate && templateId ? (
          <Link
            to="/templates/$id"
            params={{ id: templateId }}
            className={buttonLook("outline", "small")}
          >
            {i18n._("Open the template")}
          </Link>
        ) : mayTemplate ? (
          <Link
            to="/templates/new"
            search={{ interview: id }}
            className={buttonLook("outline", "small")}
          >
            {i18n._("Make a template")}
          </Link>
        ) : null}
      </div>
    </article>
  );
}
