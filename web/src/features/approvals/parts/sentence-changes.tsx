import { i18n } from "@lingui/core";
import type { PlanDocument } from "@/shared/api/types";
import { ChangedWords } from "../edit/changed-words";
import { sentenceChanges } from "../edit/plan-changes";

interface SentenceChangesProps {
  document: PlanDocument;
  before: PlanDocument;
}

/** The sentences of the interviewer that changed since an earlier version, each below its English. */
export function SentenceChanges({ document, before }: SentenceChangesProps) {
  const changes = sentenceChanges(document, before);
  if (changes.length === 0) return null;
  return (
    <details className="mt-1 text-small">
      <summary className="w-fit cursor-pointer py-2.5 text-text2 desk:py-1.5">
        {i18n._(
          "{count, plural, one {# changed sentence} other {# changed sentences}} of the interviewer",
          { count: changes.length },
        )}
      </summary>
      <dl className="mt-2 grid gap-2">
        {changes.map(({ english, text, earlier }) => (
          <div key={english}>
            <dt lang="en" className="text-text3">
              {english}
            </dt>
            <dd lang={document.language} className="ml-0">
              <ChangedWords before={earlier} after={text} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
