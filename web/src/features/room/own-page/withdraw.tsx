import { i18n } from "@lingui/core";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { useAction } from "./use-action";

/** The way out, at the end of the page and with a question before it. */
export function Withdraw({ token, page, calls, onChange }: PartProps) {
  const action = useAction();
  if (!page.actions.includes("withdraw")) return null;
  return (
    <Section
      title={i18n._("Withdraw")}
      intro={i18n._(
        "You can withdraw at any time before the decision. You do not have to give a reason.",
      )}
      problem={action.problem}
    >
      <div>
        <ConfirmButton
          size="large"
          look="danger"
          busy={action.isBusy && i18n._("Withdrawing…")}
          question={i18n._("Withdraw your application?")}
          meaning={i18n._(
            "The interview ends, and {company} is notified. This cannot be undone. Your data stays until you delete it or its storage period ends.",
            { company: page.companyName },
          )}
          keep={i18n._("Do not withdraw")}
          confirm={i18n._("Withdraw")}
          onConfirm={() => void action.run(async () => onChange(await calls.withdraw(token)))}
        >
          {i18n._("Withdraw my application")}
        </ConfirmButton>
      </div>
    </Section>
  );
}
