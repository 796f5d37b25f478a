import { ConfirmButton } from "@/shared/ui/confirm-button";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { useAction } from "./use-action";
import { words } from "./words";

/** The way out, at the end of the page and with a question before it. */
export function Withdraw({ token, page, calls, onChange }: PartProps) {
  const { withdraw, notSaved } = words;
  const action = useAction();
  if (!page.actions.includes("withdraw")) return null;
  return (
    <Section
      title={withdraw.heading}
      intro={withdraw.intro}
      problem={action.problem}
      failed={notSaved}
    >
      <div>
        <ConfirmButton
          size="large"
          look="danger"
          busy={action.isBusy && withdraw.sending}
          question={withdraw.question}
          meaning={withdraw.meaning(page.companyName)}
          keep={withdraw.keep}
          confirm={withdraw.confirm}
          onConfirm={() => void action.run(async () => onChange(await calls.withdraw(token)))}
        >
          {withdraw.button}
        </ConfirmButton>
      </div>
    </Section>
  );
}
