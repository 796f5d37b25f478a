import { i18n } from "@lingui/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import type { BankQuestion, QuestionSet } from "@/shared/api/types";
import { competencyLanguage, competencyName } from "@/shared/lib/competency-names";
import { useArrival, useTitle } from "@/shared/lib/page";
import { Field, inputLook } from "@/shared/ui/field";
import { Loaded } from "@/shared/ui/loaded";
import { type BankLanguage, useLibraryCalls } from "./calls";

/** The name of a language in that language, as people look for it. */
const ENGLISH = "English";

/** The built-in question bank: by words, competency or trade; read-only. */
export function QuestionBank() {
  const heading = useArrival("questions");
  useTitle(i18n._("Question bank · Vivavoce"));
  const calls = useLibraryCalls();
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState("");
  const [language, setLanguage] = useState<BankLanguage>(i18n.locale === "de" ? "de" : "en");
  const search = useDeferredValue(words).trim();
  const sets = useQuery({
    queryKey: ["library", "sets", language],
    queryFn: () => calls.sets(language),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const setId = chosen || (search ? "" : (sets.data?.[0]?.id ?? ""));
  const found = useQuery({
    queryKey: ["library", "questions", search, setId, language],
    queryFn: () => calls.questions({ words: search, setId, language }),
    enabled: sets.data !== undefined,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("Question bank")}
      </h1>
      <p className="mt-1.5 max-w-[44em] text-text2">
        {i18n._(
          "The built-in questions. Each has two equally hard forms, and says what an answer of each level does. Add them to an interview while you edit its plan.",
        )}
      </p>
      <div className="mt-5 grid max-w-240 gap-4 pad:grid-cols-[1fr_1fr_auto]">
        <Field label={i18n._("Words")}>
          {(control) => (
            <input
              {...control}
              type="search"
              value={words}
              maxLength={200}
              placeholder={i18n._("For example: angry customer")}
              onChange={(event) => setWords(event.target.value)}
              className={inputLook}
            />
          )}
        </Field>
        <Field label={i18n._("Competency or trade")}>
          {(control) => (
            <select
              {...control}
              value={setId}
              onChange={(event) => setChosen(event.target.value)}
              className={inputLook}
            >
              {search ? <option value="">{i18n._("All")}</option> : null}
              <Sets
                label={i18n._("Competencies")}
                language={language}
                sets={sets.data?.filter(({ group }) => group) ?? []}
              />
              <Sets
                label={i18n._("Trades")}
                language={language}
                sets={sets.data?.filter(({ group }) => !group) ?? []}
              />
            </select>
          )}
        </Field>
        <Field label={i18n._("Language of the questions")}>
          {(control) => (
            <select
              {...control}
              value={language}
              onChange={(event) => {
                setLanguage(event.target.value === "de" ? "de" : "en");
                setChosen("");
              }}
              className={inputLook}
            >
              <option value="en">{ENGLISH}</option>
              <option value="de">{i18n._("German (trial)")}</option>
            </select>
          )}
        </Field>
      </div>
      <div className="mt-5">
        <Loaded of={sets} what={i18n._("The question sets")} rows={6}>
          {() => (
            <Loaded of={found} what={i18n._("The questions")} rows={6}>
              {(page) => (
                <>
                  <p role="status" className="text-small text-text3">
                    {page.total === 0
                      ? i18n._("No question has these words. Try fewer, or choose a competency.")
                      : foundSentence(page.total, page.data.length)}
                  </p>
                  <ul>
                    {page.data.map((question) => (
                      <QuestionItem key={question.id} question={question} language={language} />
                    ))}
                  </ul>
                </>
              )}
            </Loaded>
          )}
        </Loaded>
      </div>
    </>
  );
}

function foundSentence(total: number, shown: number): string {
  return total > shown
    ? i18n._(
        "{total, plural, one {# question, showing the first {shown}} other {# questions, showing the first {shown}}}",
        { total, shown },
      )
    : i18n._("{total, plural, one {# question} other {# questions}}", { total });
}

interface SetsProps {
  label: string;
  language: BankLanguage;
  sets: QuestionSet[];
}

function Sets({ label, language, sets }: SetsProps) {
  if (sets.length === 0) return null;
  return (
    <optgroup label={label}>
      {sets.map(({ id, name, questionCount }) => (
        <option key={id} value={id} lang={competencyLanguage(name, language)}>
          {competencyName(name)} ({questionCount})
        </option>
      ))}
    </optgroup>
  );
}

/** In how many interviews a candidate could have been asked each form, in words. */
function usesOf({ interviewCount, otherFormInterviewCount }: BankQuestion): string {
  if (interviewCount + otherFormInterviewCount === 0)
    return i18n._("not used in the last 12 months");
  return i18n._(
    "{count, plural, one {# interview in the last 12 months, {other} with the other form} other {# interviews in the last 12 months, {other} with the other form}}",
    { count: interviewCount, other: otherFormInterviewCount },
  );
}

interface QuestionItemProps {
  question: BankQuestion;
  language: BankLanguage;
}

function QuestionItem({ question, language }: QuestionItemProps) {
  const levels = Object.entries(question.anchors);
  return (
    <li className="border-t border-line py-4">
      <p lang={language} className="max-w-prose font-voice text-[1.0625rem] leading-[1.42]">
        {question.text}
      </p>
      <p className="mt-1 text-small text-text3">
        <span lang={competencyLanguage(question.competency, language)}>
          {competencyName(question.competency)}
        </span>{" "}
        ·{" "}
        {i18n._("{count, plural, one {# follow-up question} other {# follow-up questions}}", {
          count: question.followUpCount,
        })}{" "}
        · {usesOf(question)}
      </p>
      <details className="mt-1 max-w-prose text-small text-text2">
        <summary className="min-h-11 py-2.5 font-[550] desk:min-h-6 desk:py-1">
          {i18n._("Other form, and what a good answer covers")}
        </summary>
        <p lang={language} className="mt-1 font-voice text-[1rem] leading-[1.42] text-text">
          {question.otherForm}
        </p>
        <ul lang={language} className="mt-2 list-disc pl-4">
          {question.points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
        {levels.length > 0 ? (
          <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
            {levels.map(([level, text]) => (
              <div key={level} className="contents">
                <dt className="font-[550] text-text">{i18n._("Level {level}", { level })}</dt>
                <dd lang={language}>{text}</dd>
              </div>
            ))}
          </dl>
        ) : null}
      </details>
    </li>
  );
}
