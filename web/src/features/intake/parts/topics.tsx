import { i18n } from "@lingui/core";
import { Check, CircleDashed } from "lucide-react";
import { Status } from "@/shared/ui/status";
import type { Concept } from "../shapes";
import { needsDetail, topicName, topicStatus } from "../words";

/** The topics of the intake, first those that need more detail. */
export function Topics({ concepts }: { concepts: Concept[] }) {
  if (concepts.length === 0) return null;
  const thin = concepts.filter(needsDetail);
  const clear = concepts.filter((each) => !needsDetail(each));
  return (
    <section className="mt-9">
      <h2>
        {thin.length > 0 ? i18n._("Needs more detail") : i18n._("All topics have enough detail")}
      </h2>
      <p className="mt-1 text-small text-text3">
        {i18n._(
          "Shows how much information the drafts can use. It does not rate the hiring manager.",
        )}
      </p>
      <Concepts concepts={thin} />
      {thin.length > 0 && clear.length > 0 ? (
        <h3 className="mt-6">{i18n._("Has enough detail")}</h3>
      ) : null}
      <Concepts concepts={clear} />
    </section>
  );
}

function Concepts({ concepts }: { concepts: Concept[] }) {
  if (concepts.length === 0) return null;
  return (
    <ul className="mt-2 border-t border-line">
      {concepts.map((each) => (
        <li key={each.concept} className="border-b border-line py-2.5">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="font-[550]">{topicName(each.concept)}</span>
            <span className="text-small">
              <Status icon={needsDetail(each) ? CircleDashed : Check}>{topicStatus(each)}</Status>
            </span>
          </div>
          {each.quote ? (
            <p className="mt-0.5 max-w-prose font-voice text-text2">
              {i18n._("“{words}”", { words: each.quote })}
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
