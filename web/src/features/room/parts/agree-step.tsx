import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { InvitationCard } from "@/shared/api/types";
import { useArrival } from "@/shared/lib/page";
import { useSwitch } from "@/shared/lib/preferences";
import { dayOf, firstName } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Failure } from "@/shared/ui/states";
import type { CandidateLinkCalls } from "../calls";
import { useHow } from "../how";
import { waysOf } from "../offer";
import { choiceAt, storeChoice } from "../video/offer";
import { VideoConsent } from "../video/video-consent";
import { CheckCard } from "./check-card";
import { Facts } from "./facts";
import { HowChoice } from "./how-choice";
import { OwnPageLink } from "./link-page";

interface AgreeStepProps {
  token: string;
  card: InvitationCard;
  calls: CandidateLinkCalls;
  onAgreed: () => void;
  onDeclined: () => void;
}

/** What happens, how long, what would help, what is kept, and one button that agrees. */
export function AgreeStep({ token, card, calls, onAgreed, onDeclined }: AgreeStepProps) {
  const heading = useArrival("agree");
  const [needsTime, setNeedsTime] = useState(false);
  const [isLarger, setLarger] = useSwitch("larger");
  const [busy, setBusy] = useState<"yes" | "no" | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [how, setHow] = useHow();
  const hasAgreed = card.consent.given;
  const [isVideoOn, setVideoOn] = useState(() => choiceAt(token)?.isYes ?? false);
  const isSpoken = waysOf(card.voice).includes("speak");

  const video = card.video ? (
    <VideoConsent
      video={card.video}
      isOn={isVideoOn}
      onChange={(isOn) => {
        setVideoOn(isOn);
        storeChoice(token, card.video?.version ?? "", isOn || null);
      }}
    />
  ) : null;

  async function choose(accepted: boolean) {
    setBusy(accepted ? "yes" : "no");
    setProblem(null);
    try {
      await calls.consent(token, {
        accepted,
        version: card.consent.version,
        accommodations: [needsTime ? "more_time" : "", isLarger ? "larger_text" : ""].filter(
          Boolean,
        ),
      });
      if (accepted) onAgreed();
      else onDeclined();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(null);
    }
  }

  return (
    <>
      <p className="text-small text-text3">
        Step 1 of {card.otpRequired ? 3 : 2} · Before we start
      </p>
      <h1 ref={heading} tabIndex={-1} className="mt-2">
        {hasAgreed ? `Welcome back, ${firstName(card.candidateName)}.` : greeting(card)}
      </h1>
      <p className="mt-3 text-[1.1em] text-text2">
        A computer will interview you, not a person. You answer{" "}
        {isSpoken ? "by speaking or typing" : "by typing"}. A person at {card.companyName} reviews
        your answers and decides.
      </p>
      <Facts
        facts={[
          [
            `About ${card.durationMinutes} minutes`,
            `Start any time until ${dayOf(new Date(card.expiresAt))}`,
          ],
          ["You can pause", "Up to five minutes at a time; the clock stops"],
          [
            card.video ? "No camera needed" : "No camera",
            isSpoken ? "A microphone or a keyboard" : "You only need a keyboard",
          ],
        ]}
      />
      <HowChoice offer={card.voice} how={how} onHow={setHow} />
      {hasAgreed ? (
        <>
          {video}
          <div className="mt-8">
            <Button look="primary" size="large" onClick={onAgreed}>
              Continue <Icon of={ArrowRight} />
            </Button>
          </div>
        </>
      ) : (
        <>
          <section className="mt-10">
            <h2>Adjustments</h2>
            <p className="mt-1 mb-3 text-text2">Reviewers do not see these choices.</p>
            <div className="grid gap-2.5">
              <CheckCard
                label="More time to answer"
                hint="50% more time, for example if you type slowly"
                isOn={needsTime}
                onChange={setNeedsTime}
              />
              <CheckCard
                label="Larger text"
                hint="Applies immediately"
                isOn={isLarger}
                onChange={setLarger}
              />
            </div>
          </section>
          <section className="mt-10">
            <h2>Consent</h2>
            <div className="mt-3 grid gap-3 border-y border-line py-4 text-text2">
              {card.consent.text.split(/\n{2,}/).map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </div>
          </section>
          {video}
          <div className="mt-4">
            <p className="mb-4">
              Select “I agree, continue” to agree to this{" "}
              {card.video ? ". Video is recorded only if you chose it above" : ""}.{" "}
              <span className="text-small text-text3">Version {card.consent.version}</span>
            </p>
            {problem ? (
              <div className="mb-4">
                <Failure problem={problem} what="Your choice was not saved." />
              </div>
            ) : null}
            <div className="flex flex-wrap gap-3">
              <Button
                look="primary"
                size="large"
                busy={busy === "yes" && "Saving…"}
                onClick={() => choose(true)}
              >
                I agree, continue <Icon of={ArrowRight} />
              </Button>
              <Button size="large" busy={busy === "no" && "Saving…"} onClick={() => choose(false)}>
                I do not agree
              </Button>
            </div>
            <p className="mt-4 text-small text-text3">Nothing has been recorded so far.</p>
          </div>
        </>
      )}
      <div className="mt-8 border-t border-line pt-4">
        <OwnPageLink token={token}>
          Not now? Set a reminder, ask for a person, or withdraw
        </OwnPageLink>
      </div>
    </>
  );
}

function greeting(card: InvitationCard): string {
  return `Hello ${firstName(card.candidateName)}. This is your interview for ${card.position}.`;
}
