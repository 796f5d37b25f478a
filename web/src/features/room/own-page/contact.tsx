import { i18n } from "@lingui/core";
import { MessageCircle } from "lucide-react";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { sentence } from "@/shared/ui/sentence";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { useAction } from "./use-action";

/** Whom to write to, and a person instead of the computer. */
export function Contact({ token, page, calls, onChange }: PartProps) {
  const action = useAction();
  const canAsk = page.actions.includes("request_person");
  return (
    <Section
      title={i18n._("Questions")}
      isWanted={location.hash === "#person"}
      {...(canAsk
        ? {
            intro: page.completedAt
              ? i18n._(
                  "If you want to speak with a person, ask for one, and a person will contact you.",
                )
              : i18n._(
                  "Do you want to speak with a person instead of the computer? Ask for one, and a person will contact you.",
                ),
          }
        : {})}
      problem={action.problem}
    >
      <p role="status" className="empty:hidden">
        {page.personRequestedAt
          ? i18n._("You asked for a person on {at}. A person will contact you.", {
              at: exactly(new Date(page.personRequestedAt)),
            })
          : ""}
      </p>
      {canAsk && !page.personRequestedAt ? (
        <p>
          <Button
            size="large"
            icon={<Icon of={MessageCircle} />}
            busy={action.isBusy && i18n._("Sending…")}
            onClick={() => void action.run(async () => onChange(await calls.requestPerson(token)))}
          >
            {i18n._("Ask for a person")}
          </Button>
        </p>
      ) : null}
      <p className="text-text2 [overflow-wrap:anywhere]">
        {page.contactEmail
          ? sentence((at) => i18n._("You can also write to {address}.", at), {
              address: (
                <a className="inline-block py-2.5" href={`mailto:${page.contactEmail}`}>
                  {page.contactEmail}
                </a>
              ),
            })
          : i18n._("You can also write to the person who invited you.")}
      </p>
    </Section>
  );
}
