import { i18n } from "@lingui/core";
import type { ParsedResume } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import type { NewInterview } from "../facts";
import { HistoryFields } from "./resume-history";

/** What a résumé fills in: only fields in which nothing is written yet. */
export function filledFrom({ facts }: ParsedResume, draft: NewInterview): Partial<NewInterview> {
  const [email] = facts.emails;
  const [phone] = facts.phones;
  return {
    history: { work: facts.work, education: facts.education },
    ...(email && !draft.email.trim() ? { email } : {}),
    ...(phone && draft.kind === "phone_screen" && !draft.phone.trim() ? { phone } : {}),
  };
}

interface ResumeFactsProps {
  found: ParsedResume;
  draft: NewInterview;
  onChange: (more: Partial<NewInterview>) => void;
}

/** What stands in the résumé; an address or a number goes into its field, where a person corrects it. */
export function ResumeFacts({ found, draft, onChange }: ResumeFactsProps) {
  const { facts, findings } = found;
  const isPhone = draft.kind === "phone_screen";
  return (
    <section
      className="mt-4 grid gap-3"
      aria-label={i18n._("Found in the résumé")}
      aria-live="polite"
    >
      {findings.map((finding) => (
        <Note key={finding.code} tone="amber" title={finding.message}>
          {finding.code === "hidden_text"
            ? i18n._(
                "Compare the text above with the document, and delete what one cannot see in it.",
              )
            : i18n._(
                "It was not read for the facts below. Delete it above if it should not be kept.",
              )}
        </Note>
      ))}
      <h3>{i18n._("Found in the résumé")}</h3>
      <dl className="grid gap-2 text-small">
        <Choices
          name={i18n._("E-mail")}
          values={facts.emails}
          used={draft.email}
          onUse={(email) => onChange({ email })}
        />
        <Choices
          name={i18n._("Phone")}
          values={facts.phones}
          used={draft.phone}
          onUse={isPhone ? (phone) => onChange({ phone }) : null}
        />
        <Choices name={i18n._("Links")} values={facts.links} used="" onUse={null} />
        <Choices name={i18n._("Skills")} values={facts.skills} used="" onUse={null} />
      </dl>
      <HistoryFields history={draft.history} onChange={(history) => onChange({ history })} />
      <p className="text-small text-text3">
        {i18n._(
          "The text and what stands in the fields are sent. Skills and links are not: the questions come from the job text.",
        )}
      </p>
    </section>
  );
}

interface ChoicesProps {
  name: string;
  values: string[];
  used: string;
  /** Takes a value into its field; null where the request has no field for it. */
  onUse: ((value: string) => void) | null;
}

function Choices({ name, values, used, onUse }: ChoicesProps) {
  return (
    <div className="grid gap-x-4 pad:grid-cols-[6rem_minmax(0,1fr)]">
      <dt className="text-text3">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">
        {values.length === 0 ? i18n._("None found") : onUse ? null : values.join(", ")}
        {onUse
          ? values.map((value) => (
              <div key={value} className="flex flex-wrap items-center gap-x-3 gap-y-1">
                {value}
                {value === used.trim() ? (
                  <span className="text-text3">{i18n._("in the field")}</span>
                ) : (
                  <Button
                    size="small"
                    aria-label={i18n._("Use {value}", { value })}
                    onClick={() => onUse(value)}
                  >
                    {i18n._("Use")}
                  </Button>
                )}
              </div>
            ))
          : null}
      </dd>
    </div>
  );
}
