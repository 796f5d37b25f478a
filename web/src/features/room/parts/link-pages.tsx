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

/** The way to the candidate's own page, from wherever the link leads. */
export function OwnPageLink({ token, children }: { token: string; children: ReactNode }) {
  return (
    <p>
      <a className="inline-block py-2.5" href={`/interview/status/${token}`}>
        {children}
      </a>
    </p>
  );
}

export function LinkEnded({ card, token }: { card: InvitationCard; token: string }) {
  if (card.state === "CANCELLED") {
    return (
      <End title="This interview is closed">
        <p>
          You can no longer take part with this link. If you have questions, contact{" "}
          {card.companyName}.
        </p>
        <OwnPageLink token={token}>Your page: questions and your data</OwnPageLink>
      </End>
    );
  }
  return (
    <End title={`Thank you for your time, ${firstName(card.candidateName)}.`}>
      <p>
        Your answers for {card.position} are saved. A person at {card.companyName} reviews them and
        decides. You do not need to do anything else.
      </p>
      <OwnPageLink token={token}>
        Your page: what happens next, corrections and your data
      </OwnPageLink>
    </End>
  );
}

interface NotOpenYetProps {
  card: InvitationCard;
  opensAt: string;
  token: string;
}

export function NotOpenYet({ card, opensAt, token }: NotOpenYetProps) {
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
      <OwnPageLink token={token}>Choose another time, ask for a person, or withdraw</OwnPageLink>
    </End>
  );
}

interface DeclinedProps {
  card: InvitationCard;
  token: string;
  onBack: () => void;
}

export function Declined({ card, token, onBack }: DeclinedProps) {
  return (
    <End title="You did not agree to take part">
      <p>
        Nothing was recorded. If you prefer to speak with a person, ask for one. {card.companyName}{" "}
        will tell you what is possible.
      </p>
      <OwnPageLink token={token}>Ask for a person, or withdraw</OwnPageLink>
      <p>
        <Button size="large" onClick={onBack}>
          Read it again
        </Button>
      </p>
    </End>
  );
}
