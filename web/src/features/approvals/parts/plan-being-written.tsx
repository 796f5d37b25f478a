import { i18n } from "@lingui/core";
import type { Interview } from "@/shared/api/types";
import { Note } from "@/shared/ui/note";

/** What a model has written of a plan so far: each competency appears once its questions are written. */
export function PlanBeingWritten({ drafted }: { drafted: Interview["draftedCompetencies"] }) {
  return (
    <>
      <Note tone="tide" title={i18n._("The plan is being written.")}>
        {i18n._("It will appear in the queue.")}
      </Note>
      {drafted.length > 0 ? (
        <section className="mt-6" aria-live="polite">
          <h2>{i18n._("Written so far")}</h2>
          <p className="mt-1 text-small text-text2">
            {i18n._("The plan can still differ from this.")}
          </p>
          {drafted.map(({ name, questions }) => (
            <section key={name} className="mt-4">
              <h3>{name}</h3>
              <ul className="mt-1 grid list-disc gap-1 pl-5">
                {questions.map((question) => (
                  <li key={question}>{question}</li>
                ))}
              </ul>
            </section>
          ))}
        </section>
      ) : null}
    </>
  );
}
