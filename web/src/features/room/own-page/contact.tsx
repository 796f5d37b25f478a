import { MessageCircle } from "lucide-react";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { useAction } from "./use-action";
import { dayAndTime, words } from "./words";

/** Whom to write to, and a person instead of the computer. */
export function Contact({ token, page, calls, onChange }: PartProps) {
  const { contact, notSaved } = words;
  const action = useAction();
  const canAsk = page.actions.includes("request_person");
  return (
    <Section
      title={contact.heading}
      {...(canAsk ? { intro: page.completedAt ? contact.after : contact.before } : {})}
      problem={action.problem}
      failed={notSaved}
    >
      <p role="status" className="empty:hidden">
        {page.personRequestedAt ? contact.asked(dayAndTime(page.personRequestedAt)) : ""}
      </p>
      {canAsk && !page.personRequestedAt ? (
        <p>
          <Button
            size="large"
            icon={<Icon of={MessageCircle} />}
            busy={action.isBusy && contact.asking}
            onClick={() => void action.run(async () => onChange(await calls.requestPerson(token)))}
          >
            {contact.person}
          </Button>
        </p>
      ) : null}
      <p className="text-text2 [overflow-wrap:anywhere]">
        {page.contactEmail ? (
          <>
            {contact.write}{" "}
            <a className="inline-block py-2.5" href={`mailto:${page.contactEmail}`}>
              {page.contactEmail}
            </a>
            .
          </>
        ) : (
          contact.nobody
        )}
      </p>
    </Section>
  );
}
