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
      <Skeleton rows={3} label="Loading your invitation" />
    </>
  );
}

export function LinkClosed() {
  return (
    <End title="This link no longer works">
      <p>
        It has expired or was replaced by a newer one. Ask the person who invited you for a new
        link. It will be sent to the address you were invited with.
      </p>
    </End>
  );
}

export function LinkUnreachable({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <End title="Your invitation did not load">
      <Failure problem={problem} what="Your invitation is still valid." onRetry={onRetry} />
    </End>
  );
}

export function LinkEnded({ card }: { card: InvitationCard }) {
  if (card.state === "CANCELLED") {
    return (
      <End title="This interview is closed">
        <p>
          You can no longer take part with this link. If you have questions, contact{" "}
          {card.companyName}.
        </p>
      </End>
    );
  }
  return (
    <End title={`Thank you for your time, ${firstName(card.candidateName)}.`}>
      <p>
        Your answers for {card.position} are saved. A person at {card.companyName} reviews them and
        decides. You do not need to do anything else.
      </p>
    </End>
  );
}

export function NotOpenYet({ card, opensAt }: { card: InvitationCard; opensAt: string }) {
  return (
    <End title={`Your interview opens on ${exactly(new Date(opensAt))}`}>
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
          <Icon of={CalendarPlus} /> Add to calendar
        </a>
      </p>
    </End>
  );
}

export function Declined({ card, onBack }: { card: InvitationCard; onBack: () => void }) {
  return (
    <End title="You did not agree to take part">
      <p>
        Nothing was recorded. If you prefer to speak with a person, reply to your invitation.{" "}
        {card.companyName} will tell you what is possible.
      </p>
      <p>
        <Button size="large" onClick={onBack}>
          Read it again
        </Button>
      </p>
    </End>
  );
}
