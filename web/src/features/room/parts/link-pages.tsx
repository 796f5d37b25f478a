import { i18n } from "@lingui/core";
import { CalendarPlus } from "lucide-react";
import type { InvitationCard } from "@/shared/api/types";
import { firstName } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { appointment, entryTime } from "../appointment";
import { calendarFile } from "../calendar-file";
import { LinkPage, OwnPageLink } from "./link-page";

export function LinkClosed() {
  return (
    <LinkPage title={i18n._("This link no longer works")}>
      <p>
        {i18n._(
          "It has expired or was replaced by a newer one. Ask the person who invited you for a new link. It will be sent to the address you were invited with.",
        )}
      </p>
    </LinkPage>
  );
}

export function LinkEnded({ card, token }: { card: InvitationCard; token: string }) {
  if (card.state === "CANCELLED") {
    return (
      <LinkPage title={i18n._("This interview is closed")}>
        <p>
          {i18n._(
            "You can no longer take part with this link. If you have questions, contact {companyName}.",
            { companyName: card.companyName },
          )}
        </p>
        <OwnPageLink token={token}>{i18n._("Your page: questions and your data")}</OwnPageLink>
      </LinkPage>
    );
  }
  return (
    <LinkPage
      title={i18n._("Thank you for your time, {candidateName}.", {
        candidateName: firstName(card.candidateName),
      })}
    >
      <p>
        {card.state === "ASSESSMENT_APPROVED"
          ? i18n._(
              "A person at {companyName} reviewed your answers for {position} and decided. Your page says where things stand.",
              { position: card.position, companyName: card.companyName },
            )
          : i18n._(
              "Your answers for {position} are saved. A person at {companyName} reviews them and decides. You do not need to do anything else.",
              { position: card.position, companyName: card.companyName },
            )}
      </p>
      <OwnPageLink token={token}>
        {i18n._("Your page: what happens next, corrections and your data")}
      </OwnPageLink>
    </LinkPage>
  );
}

interface NotOpenYetProps {
  card: InvitationCard;
  startsAt: string;
  opensAt: string;
  token: string;
}

export function NotOpenYet({ card, startsAt, opensAt, token }: NotOpenYetProps) {
  return (
    <LinkPage
      title={i18n._("Your interview starts on {at}", { at: appointment(new Date(startsAt)) })}
    >
      <p>
        {i18n._(
          "You can enter from {from}, with this same link. Your interview for {position} takes about {durationMinutes} minutes.",
          {
            from: entryTime(new Date(opensAt), new Date(startsAt)),
            position: card.position,
            durationMinutes: card.durationMinutes,
          },
        )}
      </p>
      <p>
        <a
          className={buttonLook("primary", "large")}
          download="interview.ics"
          href={calendarFile(card, startsAt, `${window.location.origin}/interview/join/${token}`)}
        >
          <Icon of={CalendarPlus} /> {i18n._("Add to calendar")}
        </a>
      </p>
      <OwnPageLink token={token}>
        {i18n._("Choose another time, ask for a person, or withdraw")}
      </OwnPageLink>
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
    <LinkPage title={i18n._("You did not agree to take part")}>
      <p>
        {i18n._(
          "Nothing was recorded. If you prefer to speak with a person, ask for one. {companyName} will tell you what is possible.",
          { companyName: card.companyName },
        )}
      </p>
      <OwnPageLink token={token}>{i18n._("Ask for a person, or withdraw")}</OwnPageLink>
      <p>
        <Button size="large" onClick={onBack}>
          {i18n._("Read it again")}
        </Button>
      </p>
    </LinkPage>
  );
}
