import { i18n } from "@lingui/core";
import type { Assessment } from "@/shared/api/types";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { modelFacts } from "@/shared/lib/model-facts";
import { exactly } from "@/shared/lib/words";
import { InEnglish } from "@/shared/ui/in-english";
import { sentence } from "@/shared/ui/sentence";

/** Where the proposal came from. */
export function Provenance({ assessment }: { assessment: Assessment }) {
  const { scorer, competencies, provenance } = assessment.scorecard;
  const quotes = competencies.reduce((sum, each) => sum + each.evidence.length, 0);
  const facts: [string, string][] = [
    [i18n._("Scorer"), nameOfAuthor(`${scorer.kind} ${scorer.version}`)],
    [
      i18n._("Assessment"),
      i18n._("version {version}, {time}", {
        version: assessment.version,
        time: exactly(new Date(assessment.createdAt)),
      }),
    ],
    [i18n._("Quotes"), i18n._("{quotes}, each checked against the transcript", { quotes })],
    ...(provenance
      ? modelFacts(
          { ...provenance, certificateLine: provenance.certificate_line },
          provenance.role === "scored",
        )
      : []),
  ];
  return (
    <section className="mt-4 max-w-prose">
      <h3>{i18n._("Source")}</h3>
      <dl className="mt-2 grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-4 gap-y-1 text-small">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-text3">{name}</dt>
            <dd className="text-text2 [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
      {provenance?.is_imitated ? (
        <p className="mt-2 text-small text-ambertext">
          {i18n._("This model is imitated, for tests. Its scores say nothing about the candidate.")}
        </p>
      ) : null}
      {provenance && provenance.role !== "scored" ? (
        <p className="mt-2 text-small text-text2">
          {sentence((at) => i18n._("The built-in rules scored. {reason}", at), {
            reason: <InEnglish text={provenance.reason} />,
          })}
        </p>
      ) : null}
    </section>
  );
}
