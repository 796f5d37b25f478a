import { i18n } from "@lingui/core";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { InvitationCard, SessionStarted } from "@/shared/api/types";
import { followInterview } from "@/shared/i18n/language";
import { useTitle } from "@/shared/lib/page";
import { store, stored } from "@/shared/lib/stored";
import { type CandidateLinkCalls, candidateLinkCalls } from "./calls";
import { useChosenLanguage } from "./chosen-language";
import { storedHow, storeHow } from "./how";
import { earnedToken, forgetToken, KEYS } from "./keys";
import { asOffered, rememberOffer } from "./offer";
import { AgreeStep } from "./parts/agree-step";
import { Frame } from "./parts/frame";
import { LinkUnreachable, Opening } from "./parts/link-page";
import { StartStep } from "./parts/start-step";
import { rememberConsent } from "./video/offer";

/** What few candidates see, or see later, is a load of its own. */
const CodeStep = lazy(async () => ({
  default: (await import("./parts/code-step")).CodeStep,
}));
const linkPages = () => import("./parts/link-pages");
const Declined = lazy(async () => ({ default: (await linkPages()).Declined }));
const LinkClosed = lazy(async () => ({ default: (await linkPages()).LinkClosed }));
const LinkEnded = lazy(async () => ({ default: (await linkPages()).LinkEnded }));
const NotOpenYet = lazy(async () => ({ default: (await linkPages()).NotOpenYet }));

interface CandidateLinkProps {
  token: string;
  onStarted: (sessionId: string) => void;
  /** Whoever wants sound tries it before. */
  onCheck: () => void;
  calls?: CandidateLinkCalls;
  now?: () => number;
}

type Step = "agree" | "code" | "start" | "declined";

const OVER = new Set(["COMPLETED", "ASSESSMENT_PENDING", "ASSESSMENT_APPROVED", "CANCELLED"]);

/** The candidate link: information, consent, one-time code, start. */
export function CandidateLink(props: CandidateLinkProps) {
  const { token, onStarted, onCheck, calls = candidateLinkCalls, now = Date.now } = props;
  const [card, setCard] = useState<InvitationCard | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [step, setStep] = useState<Step>("agree");
  const wasChecked = useRef(stored(KEYS.checked) === token);
  const load = useCallback(() => {
    setProblem(null);
    const show = (found: InvitationCard) => {
      rememberConsent("video", token, found.video);
      rememberConsent("voice", token, found.voiceRecording);
      followInterview(found.language);
      setCard(found);
    };
    calls.card(token).then(show, (error: unknown) => setProblem(asProblem(error)));
  }, [calls, token]);
  useEffect(load, [load]);
  useChosenLanguage(token, card, calls, setCard);
  useEffect(() => store(KEYS.checked, null), []);
  const goIn = useCallback(() => {
    const how = card ? asOffered(storedHow(), card.voice) : "type";
    storeHow(how);
    if (how === "type" || wasChecked.current) setStep("start");
    else {
      if (card) rememberWhose(token, card);
      onCheck();
    }
  }, [card, token, onCheck]);
  useEffect(() => {
    // Back from the check: what was agreed and proved before is not asked again.
    if (wasChecked.current && card?.consent.given && !needsCode(card, token)) setStep("start");
  }, [card, token]);
  useTitle(
    card
      ? i18n._("Your interview · {companyName}", { companyName: card.companyName })
      : i18n._("Your interview"),
  );

  const enter = useCallback(
    (started: SessionStarted) => {
      if (card) remember(token, card, started);
      onStarted(started.sessionId);
    },
    [card, token, onStarted],
  );

  return (
    <Frame name={card?.companyName ?? i18n._("Your interview")}>
      <Suspense fallback={<Opening />}>{content()}</Suspense>
    </Frame>
  );

  function content() {
    if (problem?.status === 404) return <LinkClosed />;
    if (problem) return <LinkUnreachable problem={problem} onRetry={load} />;
    if (!card) return <Opening />;
    if (OVER.has(card.state)) return <LinkEnded card={card} token={token} />;
    if (card.opensAt && Date.parse(card.opensAt) > now()) {
      return (
        <NotOpenYet
          card={card}
          token={token}
          startsAt={card.startsAt ?? card.opensAt}
          opensAt={card.opensAt}
        />
      );
    }
    switch (step) {
      case "declined":
        return <Declined card={card} token={token} onBack={() => setStep("agree")} />;
      case "code":
        return (
          <CodeStep
            token={token}
            email={card.maskedEmail}
            step={i18n._("Step 2 of 3 · Confirm your identity")}
            calls={calls}
            onVerified={goIn}
          />
        );
      case "start":
        return (
          <StartStep
            start={() => calls.start(token, earnedToken(token))}
            onStarted={enter}
            onCodeNeeded={() => {
              forgetToken();
              setStep("code");
            }}
          />
        );
      case "agree":
        return (
          <AgreeStep
            token={token}
            card={card}
            calls={calls}
            onAgreed={() => (needsCode(card, token) ? setStep("code") : goIn())}
            onDeclined={() => setStep("declined")}
          />
        );
    }
  }
}

/** The sound check names the company too; it comes before the interview has started. */
function rememberWhose(token: string, card: InvitationCard): void {
  // What was proved for another link in this tab proves nothing for this one.
  if (stored(KEYS.token) !== token) forgetToken();
  store(KEYS.token, token);
  store(KEYS.company, card.companyName);
}

function needsCode(card: InvitationCard, token: string): boolean {
  return card.otpRequired && earnedToken(token) === null;
}

function remember(token: string, card: InvitationCard, started: SessionStarted): void {
  rememberWhose(token, card);
  rememberOffer(card.voice);
  store(KEYS.candidateName, card.candidateName);
  store(KEYS.position, card.position);
  store(KEYS.tenantId, started.tenantId);
  store(KEYS.address, started.wsUrl);
}
