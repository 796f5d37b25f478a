import { CalendarPlus } from "lucide-react";
import type { InvitationCard } from "@/shared/api/types";
import { exactly, firstName } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { calendarFile } from "../calendar-file";
import { LinkPage, OwnPageLink } from "./link-page";

export function LinkClosed() {
  return (
    <LinkPage title="This link no longer works">
      <p>
        It has expired or was replaced by a newer one. Ask the person who invited you for a new
        link. It will be sent to the address you were invited with.
      </p>
    </LinkPage>
  );
}

export function LinkEnded({ card, token }: { card: InvitationCard; token: string }) {
  if (card.state === "CANCELLED") {
    return (
      <LinkPage title="This interview is closed">
        <p>
          You can no longer take part with this link. If you have questions, contact{" "}
          {card.companyName}.
        </p>
        <OwnPageLink token={token}>Your page: questions and your data</OwnPageLink>
      </LinkPage>
    );
  }
  return (
    <LinkPage title={`Thank you for your time, ${firstName(card.candidateName)}.`}>
      <p>
        Your answers for {card.position} are saved. A person at {card.companyName} reviews them and
        decides. You do not need to do anything else.
      </p>
      <OwnPageLink token={token}>
        Your page: what happens next, corrections and your data
      </OwnPageLink>
    </LinkPage>
  );
}

interface NotOpenYetProps {
  card: InvitationCard;
  opensAt: string;
  token: string;
}

export function NotOpenYet({ card, opensAt, token }: NotOpenYetProps) {
  return (
    <LinkPage title={`Your interview opens on ${exactly(new Date(opensAt))}`}>
      <p>
        Your interview for {card.position} takes about {card.durationMinutes} minutes. Come back
        with the same link.
      </p>
      <p>
        <a
          className={buttonLook("primary", "large")}
          download="interview.ics"
          href={calendarFile(card, opensAt, `${window.location.origin}/interview/join/${token}`)}
        >
          <Icon of={CalendarPlus} /> Add to calendar
        </a>
      </p>
      <OwnPageLink token={token}>Choose another time, ask for a person, or withdraw</OwnPageLink>
    </LinkPage>
  );
}

interface DeclinedProps {
  card: InvitationCard;
  token: string;
  onBack: () => void;
}

export function Declined({ card, token, onBack }: DeclinedProps) {
  return (
    <LinkPage title="You did not agree to take part">
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
    </LinkPage>
  );
}
