import { i18n } from "@lingui/core";

interface WrittenSoFarProps {
  drafted: readonly { name: string; questions: string[] }[];
}

/** What a model has written of a plan so far: each competency appears once its questions are written. */
export function WrittenSoFar({ drafted }: WrittenSoFarProps) {
  return (
    <section aria-live="polite">
      <h2>{i18n._("Written so far")}</h2>
      <p className="mt-1 text-small text-text2">{i18n._("The plan can still differ from this.")}</p>
      {drafted.map(({ name, questions }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a competency can come in several parts
        <section key={`${place} ${name}`} className="mt-4">
          <h3>{name}</h3>
          <ul className="mt-1 grid list-disc gap-1 pl-5">
            {questions.map((question) => (
              <li key={question}>{question}</li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
