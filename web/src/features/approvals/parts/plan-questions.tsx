import type { PlanCompetency, PlanDocument, PlanQuestion } from "@/shared/api/types";
import { count } from "@/shared/lib/words";

/** The questions in the order of the interview, each with what it is for and what it listens for. */
export function PlanQuestions({ document }: { document: PlanDocument }) {
  const asked = document.competencies
    .flatMap((competency) => competency.questions.map((question) => ({ question, competency })))
    .sort((one, other) => one.question.order - other.question.order);
  return (
    <section>
      <h2>Questions</h2>
      <p className="mt-1 text-small text-text3">
        {count(asked.length, "question")}, in this order. The interviewer asks follow-up questions
        when an answer is incomplete.
      </p>
      <Script title="Opening message" text={document.greeting_script} />
      <ol className="border-t border-line">
        {asked.map(({ question, competency }, place) => (
          <QuestionRow
            key={question.id}
            number={place + 1}
            question={question}
            competency={competency}
          />
        ))}
      </ol>
      <Script title="Closing message" text={document.closing_script} />
    </section>
  );
}

function Script({ title, text }: { title: string; text: string }) {
  if (!text) return null;
  return (
    <details className="my-2">
      <summary className="min-h-8 py-1.5 text-small font-[550] text-text2">{title}</summary>
      <p className="max-w-prose pt-1 pb-3 font-voice text-voice leading-normal text-text2">
        {text}
      </p>
    </details>
  );
}

interface QuestionRowProps {
  number: number;
  question: PlanQuestion;
  competency: PlanCompetency;
}

function QuestionRow({ number, question, competency }: QuestionRowProps) {
  const points = [...question.expected_points, ...question.look_for];
  const minutes = Math.max(1, Math.round(question.time_budget_s / 60));
  const parts = [
    competency.name + (competency.is_required ? ", required" : ""),
    question.skill ?? "",
    `${minutes} min`,
    question.is_mandatory ? "" : "if time allows",
  ].filter(Boolean);
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-2 border-b border-line py-5">
      <span className="pt-0.5 font-[550] text-text3">{number}</span>
      <div className="min-w-0">
        <p className="font-voice text-[1.1875rem] leading-[1.42]">{question.text}</p>
        <p className="mt-1.5 flex flex-wrap gap-x-4 text-small text-text3">
          {parts.map((part) => (
            <span key={part}>{part}</span>
          ))}
        </p>
        {points.length > 0 ? (
          <details className="mt-1.5">
            <summary className="min-h-6 py-1 text-small font-[550] text-text2">
              What a good answer covers
            </summary>
            <ul className="mt-1 list-disc pl-5 text-small text-text2">
              {points.map((point) => (
                <li key={point}>{point}</li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
    </li>
  );
}
