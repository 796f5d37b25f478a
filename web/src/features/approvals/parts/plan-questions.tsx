import type { CompetencyGroup, JobStatement, PlanDocument } from "@/shared/api/types";
import { count } from "@/shared/lib/words";
import { QuestionRow } from "./question-row";

interface PlanQuestionsProps {
  document: PlanDocument;
  statements: JobStatement[];
  groups: CompetencyGroup[];
  /** The statement of the job text that is pointed at, here or in the text. */
  pointed: number | null;
  onPoint: (start: number | null) => void;
}

/** The questions in the order of the interview, each with what it is for and where it comes from. */
export function PlanQuestions({ document, ...pointing }: PlanQuestionsProps) {
  const asked = document.competencies
    .flatMap((competency) => competency.questions.map((question) => ({ question, competency })))
    .sort((one, other) => one.question.order - other.question.order);
  const traced = asked.filter(({ question }) => question.origin?.line_number).length;
  return (
    <section>
      <h2>Questions</h2>
      <p className="mt-1 text-small text-text3">
        {count(asked.length, "question")}, in this order. The interviewer asks follow-up questions
        when an answer is incomplete.
        {tracedOf(traced, asked.length)}
      </p>
      <Script title="Opening message" text={document.greeting_script} />
      <ol className="-mx-3 border-t border-line">
        {asked.map(({ question, competency }, place) => (
          <QuestionRow
            key={question.id}
            asked={{ number: place + 1, question }}
            competency={competency}
            {...pointing}
          />
        ))}
      </ol>
      <Script title="Closing message" text={document.closing_script} />
    </section>
  );
}

function tracedOf(traced: number, all: number): string {
  if (traced === 0) return "";
  if (traced === all && all > 1) return " All of them come from the job text.";
  return ` ${traced} of them ${traced === 1 ? "comes" : "come"} from the job text.`;
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
