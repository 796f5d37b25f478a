import { i18n } from "@lingui/core";
import { useEffect, useState } from "react";
import type { Problem } from "@/shared/api/problem";
import type { CodeSent, InvitationCard } from "@/shared/api/types";
import type { CandidateLinkCalls } from "../calls";
import { codeWords } from "./code-words";

type Progress = InvitationCard["codeEmail"];

const LOOK_EVERY_MS = 3000;
/** No code works for longer. */
const LOOK_FOR_MS = 10 * 60_000;

interface CodeDeliveryProps {
  token: string;
  /** The invited address, as the invitation shows it. */
  email: string;
  /** What the newest request was answered with; null before the answer. */
  sent: CodeSent | null;
  /** Why no new code was made: an earlier one may still work. */
  earlier: Problem | null;
  calls: Pick<CandidateLinkCalls, "card">;
}

/** Where the code is, as far as the platform knows: an e-mail is looked after until it is out or given up. */
export function CodeDelivery({ token, email, sent, earlier, calls }: CodeDeliveryProps) {
  const progress = useProgress(token, earlier ?? (sent?.delivery === "email" ? sent : null), calls);
  const sentences = earlier
    ? [
        earlier.code === "too_many_codes" ? codeWords.tooMany(email) : codeWords.earlier(email),
        progress ? describeEarlier(email, progress) : null,
      ]
    : [sent ? describe(sent, progress) : i18n._("We are requesting a code for you.")];
  return (
    <p role="status" className="[overflow-wrap:anywhere]">
      {sentences.filter(Boolean).join(" ")}
    </p>
  );
}

/** What became of the e-mail after `request`, as far as it is known; without a request, nothing is asked. */
function useProgress(
  token: string,
  request: CodeSent | Problem | null,
  calls: Pick<CandidateLinkCalls, "card">,
): Progress {
  const [known, setKnown] = useState<{ of: CodeSent | Problem; progress: Progress } | null>(null);
  useEffect(() => {
    if (!request) return;
    const last = Date.now() + LOOK_FOR_MS;
    let isOver = false;
    let next: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        const progress = (await calls.card(token)).codeEmail;
        if (isOver) return;
        isOver = progress === null || progress === "sent" || progress === "failed";
        if (progress) setKnown({ of: request, progress });
      } catch {
        // The next look may succeed, and the code works without it.
      }
      if (!isOver && Date.now() < last) next = setTimeout(look, LOOK_EVERY_MS);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(next);
    };
  }, [token, request, calls]);
  return known?.of === request ? (known?.progress ?? null) : null;
}

function describe({ delivery, maskedEmail: email }: CodeSent, progress: Progress) {
  if (delivery === "none") {
    return i18n._(
      "This is a test, so no e-mail is sent. The person who set it up can read the code through the API.",
    );
  }
  if (delivery === "mailbox") {
    return i18n._(
      "This platform sends no e-mail. The code for {email} is in the local mailbox of its console: ask the person who invited you for it.",
      { email },
    );
  }
  return describeProgress(email, progress);
}

/** Where an earlier code went is not known: it may have been "sent" into the local mailbox. */
function describeEarlier(email: string, progress: Progress) {
  return progress === "sent"
    ? i18n._("If it does not arrive within a minute, look in your spam folder.")
    : describeProgress(email, progress);
}

function describeProgress(email: string, progress: Progress) {
  switch (progress) {
    case "sent":
      return i18n._(
        "We sent the code to {email}. It expires after 10 minutes. If it does not arrive within a minute, look in your spam folder.",
        { email },
      );
    case "delayed":
      return i18n._(
        "The e-mail to {email} has not been accepted yet. We are trying again, so the code may take a few minutes.",
        { email },
      );
    case "failed":
      return i18n._(
        "The e-mail to {email} could not be delivered. Send a new code, or contact the person who invited you.",
        { email },
      );
    default:
      return i18n._("We are sending the code to {email}.", { email });
  }
}
