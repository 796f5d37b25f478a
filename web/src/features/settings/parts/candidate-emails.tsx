import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { sentence } from "@/shared/ui/sentence";
import { Switch } from "@/shared/ui/switch";
import type { OrganizationFields } from "./organization-page";

/** Which e-mails candidates get besides the invitation. */
export function CandidateEmails({ edited, set }: Pick<OrganizationFields, "edited" | "set">) {
  return (
    <section aria-labelledby="candidate-emails">
      <h2 id="candidate-emails">{i18n._("E-mails to candidates")}</h2>
      <p className="text-text2">
        {sentence((at) => i18n._("You can write their texts under {emails}.", at), {
          emails: <Link to="/settings/emails">{i18n._("E-mails to candidates")}</Link>,
        })}
      </p>
      <div className="mt-2 grid gap-1">
        <Switch
          name={i18n._("Remind candidates of their interview")}
          under={i18n._(
            "A day and an hour before the appointment. Without one, two days before the link expires, if the interview has not begun.",
          )}
          isOn={edited.remindersSent}
          onChange={(remindersSent) => set({ remindersSent })}
        />
        <Switch
          name={i18n._("E-mail candidates that a decision was made")}
          under={i18n._(
            "The e-mail names the address for questions. It says neither what was decided nor why.",
          )}
          isOn={edited.decisionNewsSent}
          onChange={(decisionNewsSent) => set({ decisionNewsSent })}
        />
      </div>
    </section>
  );
}
