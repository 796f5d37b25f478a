import { CalendarPlus } from "lucide-react";
import type { ReactNode } from "react";
import type { Problem } from "@/shared/api/problem";
import type { InvitationCard } from "@/shared/api/types";
import { useArrival } from "@/shared/lib/page";
import { exactly, firstName } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Failure, Skeleton } from "@/shared/ui/states";
import { calendarFile } from "../calendar-file";

function End({ title, children }: { title: string; children: ReactNode }) {
  const heading = useArrival(title);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <div className="mt-3 grid gap-4 text-[1.05em] text-text2">{children}</div>
    </>
  );
}

export function Opening() {
  return (
    <>
      <h1 className="sr-only">Your interview</h1>
      <Skeleton rows={3} label="Opening your invitation" />
    </>
  );
}

export function LinkClosed() {
  return (
    <End title="This link is no longer open">
      <p>
        It has run out, or a newer one took its place. Ask whoever invited you for a new one; it
        goes to the address you were invited with.
      </p>
    </End>
  );
}

export function NotReached({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <End title="Your invitation did not open">
      <Failure problem={problem} what="Nothing is lost." onRetry={onRetry} />
    </End>
  );
}

export function Over({ card }: { card: InvitationCard }) {
  if (card.state === "CANCELLED") {
    return (
      <End title="This interview is closed">
        <p>
          It will not go on under this link. If that surprises you, ask {card.companyName}: a person
          answers.
        </p>
      </End>
    );
  }
  return (
    <End title={`That was it, ${firstName(card.candidateName)}. Thank you.`}>
      <p>
        Your answers for {card.position} are saved. A person at {card.companyName} reads them and
        decides. There is nothing more to do here.
      </p>
    </End>
  );
}

export function NotOpenYet({ card, opensAt }: { card: InvitationCard; opensAt: string }) {
  return (
    <End title={`It opens on ${exactly(new Date(opensAt))}`}>
      <p>
        Your interview for {card.position} takes about {card.durationMinutes} minutes. Come back
        with the same link.
      </p>
      <p>
        <a
          className={buttonLook("primary", "large")}
          download="interview.ics"
          href={calendarFile(card, opensAt, window.location.href)}
        >
          <Icon of={CalendarPlus} /> Save to my calendar
        </a>
      </p>
    </End>
  );
}

export function Declined({ card, onBack }: { card: InvitationCard; onBack: () => void }) {
  return (
    <End title="You said no, and that is fine">
      <p>
        Nothing was recorded. If you would rather talk with a person, answer the mail with your
        invitation; {card.companyName} decides what else is possible.
      </p>
      <p>
        <Button size="large" onClick={onBack}>
          Read it again
        </Button>
      </p>
    </End>
  );
}
