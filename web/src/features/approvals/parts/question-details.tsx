import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import type { CompetencyGroup, PlanQuestion } from "@/shared/api/types";
import { humanised } from "@/shared/lib/words";
import { sentence } from "@/shared/ui/sentence";
import { groupName } from "../job-text/words";

const ELEMENTS: Record<string, string> = {
  get situation() {
    return i18n._("If the situation is missing");
  },
  get own_action() {
    return i18n._("If the candidate's own part is missing");
  },
  get reason() {
    return i18n._("If the reason is missing");
  },
  get result() {
    return i18n._("If the result is missing");
  },
};

/** What answers of each level do, the best first, in the words of people in that work. */
export function AnswersByLevel({
  anchors,
  language,
}: {
  anchors: PlanQuestion["anchors"];
  language: string | undefined;
}) {
  const levels = Object.entries(anchors).sort(([one], [other]) => other.localeCompare(one));
  if (levels.length === 0) return null;
  return (
    <Fold title={i18n._("Answers by level")}>
      <dl className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 gap-y-2">
        {levels.map(([level, { description, signals }]) => (
          <div key={level} className="contents">
            <dt className="font-[550]">{level}</dt>
            <dd>
              <span lang={language}>{description}</span>
              {signals.length > 0 ? (
                <span className="block text-text3">
                  {sentence((at) => i18n._("Typical words: {words}", at), {
                    words: (
                      <span lang={language}>
                        {signals.map((words) => i18n._("“{words}”", { words })).join(", ")}
                      </span>
                    ),
                  })}
                </span>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </Fold>
  );
}

interface DetailProps {
  question: PlanQuestion;
  /** The language of the interview. */
  language: string | undefined;
}

/** What a good answer covers, and what a reviewer looks for. */
export function Points({ question, language }: DetailProps) {
  const points = [...question.expected_points, ...question.look_for];
  if (points.length === 0) return null;
  return (
    <Fold title={i18n._("What a good answer covers")}>
      <Lines texts={points} language={language} />
    </Fold>
  );
}

/** The follow-up questions, by the part of an answer that each asks for; one wording is asked. */
export function FollowUps({ question, language }: DetailProps) {
  const { probes, probe_elements: elements } = question;
  if (probes.length === 0) return null;
  const byElement = new Map<string, string[]>();
  probes.forEach((probe, place) => {
    const element = elements[place] ?? "";
    byElement.set(element, [...(byElement.get(element) ?? []), probe]);
  });
  return (
    <Fold title={i18n._("Follow-up questions")}>
      {[...byElement].map(([element, texts]) => (
        <div key={element} className="not-first:mt-2">
          {element ? (
            <p className="font-[550]">
              {texts.length > 1
                ? i18n._("{what}, one of", { what: ELEMENTS[element] ?? humanised(element) })
                : (ELEMENTS[element] ?? humanised(element))}
            </p>
          ) : null}
          <Lines texts={texts} language={language} />
        </div>
      ))}
    </Fold>
  );
}

/** Where in the question bank it stands. */
export function QuestionSource({
  question: { origin },
  groups,
}: {
  question: PlanQuestion;
  groups: CompetencyGroup[];
}) {
  if (!origin?.bank_question) return null;
  return (
    <Fold title={i18n._("Question bank")}>
      <p className="[overflow-wrap:anywhere]">
        {origin.group ? `${groupName(groups, origin.group)}, ` : null}
        <code className="font-mono">{origin.bank_question}</code>
        {origin.form
          ? `, ${i18n._("form {letter} of two equally hard forms", {
              letter: origin.form.toUpperCase(),
            })}`
          : ""}
      </p>
    </Fold>
  );
}

function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="max-w-full open:basis-full">
      <summary className="min-h-11 py-2.5 text-small font-[550] text-text2 desk:min-h-6 desk:py-1">
        {title}
      </summary>
      <div className="pt-1 pb-2 pl-4 text-small text-text2">{children}</div>
    </details>
  );
}

function Lines({ texts, language }: { texts: string[]; language: string | undefined }) {
  return (
    <ul lang={language} className="list-disc pl-4">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
