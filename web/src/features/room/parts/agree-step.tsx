import { i18n } from "@lingui/core";
import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { InvitationCard } from "@/shared/api/types";
import { useArrival } from "@/shared/lib/page";
import { useSwitch } from "@/shared/lib/preferences";
import { dayOf, firstName } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Failure } from "@/shared/ui/states";
import type { CandidateLinkCalls } from "../calls";
import { isVouchedFor } from "../embedding";
import { useHow } from "../how";
import { waysOf } from "../offer";
import { RecordingChoice } from "../video/recording-choice";
import { CheckCard } from "./check-card";
import { Facts } from "./facts";
import { HowChoice } from "./how-choice";
import { OwnPageLink } from "./link-page";
import { TextVersion } from "./text-version";

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
  const isSpoken = waysOf(card.voice).includes("speak");

  const recordings = (
    <>
      <RecordingChoice kind="voice" token={token} offered={card.voiceRecording} />
      <RecordingChoice kind="video" token={token} offered={card.video} />
    </>
  );

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
        {i18n._("Step 1 of {steps} · Before we start", {
          steps: card.otpRequired && !isVouchedFor() ? 3 : 2,
        })}
      </p>
      <h1 ref={heading} tabIndex={-1} className="mt-2">
        {hasAgreed
          ? i18n._("Welcome back, {candidateName}.", {
              candidateName: firstName(card.candidateName),
            })
          : greeting(card)}
      </h1>
      <p className="mt-3 text-[1.1em] text-text2">
        {isSpoken
          ? i18n._(
              "A computer will interview you, not a person. You answer by speaking or typing. A person at {company} reviews your answers and decides.",
              { company: card.companyName },
            )
          : i18n._(
              "A computer will interview you, not a person. You answer by typing. A person at {company} reviews your answers and decides.",
              { company: card.companyName },
            )}
      </p>
      <Facts
        facts={[
          [
            i18n._("About {durationMinutes} minutes", { durationMinutes: card.durationMinutes }),
            i18n._("Start any time until {dayOf}", { dayOf: dayOf(new Date(card.expiresAt)) }),
          ],
          [i18n._("You can pause"), i18n._("Up to five minutes at a time; the clock stops")],
          [
            card.video ? i18n._("No camera needed") : i18n._("No camera"),
            isSpoken ? i18n._("A microphone or a keyboard") : i18n._("You only need a keyboard"),
          ],
        ]}
      />
      <HowChoice offer={card.voice} how={how} onHow={setHow} />
      {hasAgreed ? (
        <>
          {recordings}
          <div className="mt-8 flex flex-wrap gap-3">
            <Button look="primary" size="large" onClick={onAgreed}>
              {i18n._("Continue")} <Icon of={ArrowRight} />
            </Button>
            <PersonInstead token={token} />
          </div>
        </>
      ) : (
        <>
          <section className="mt-10">
            <h2>{i18n._("Adjustments")}</h2>
            <p className="mt-1 mb-3 text-text2">{i18n._("Reviewers do not see these choices.")}</p>
            <div className="grid gap-2.5">
              <CheckCard
                label={i18n._("More time to answer")}
                hint={i18n._("50% more time, for example if you type slowly")}
                isOn={needsTime}
                onChange={setNeedsTime}
              />
              <CheckCard
                label={i18n._("Larger text")}
                hint={i18n._("Applies immediately")}
                isOn={isLarger}
                onChange={setLarger}
              />
            </div>
          </section>
          <section className="mt-10">
            <h2>{i18n._("Consent")}</h2>
            <div className="mt-3 grid gap-3 border-y border-line py-4 text-text2">
              {card.consent.text.split(/\n{2,}/).map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </div>
          </section>
          {recordings}
          <div className="mt-4">
            <p className="mb-4">
              {card.video || card.voiceRecording
                ? i18n._(
                    "Select “I agree, continue” to agree to this. A recording is made only if you chose it above.",
                  )
                : i18n._("Select “I agree, continue” to agree to this.")}{" "}
              <span className="text-small text-text3">
                <TextVersion version={card.consent.version} />
              </span>
            </p>
            {problem ? (
              <div className="mb-4">
                <Failure problem={problem} what={i18n._("Your choice was not saved.")} />
              </div>
            ) : null}
            <div className="flex flex-wrap gap-3">
              <Button
                look="primary"
                size="large"
                busy={busy === "yes" && i18n._("Saving…")}
                onClick={() => choose(true)}
              >
                {i18n._("I agree, continue")} <Icon of={ArrowRight} />
              </Button>
              <Button
                size="large"
                busy={busy === "no" && i18n._("Saving…")}
                onClick={() => choose(false)}
              >
                {i18n._("I do not agree")}
              </Button>
              <PersonInstead token={token} />
            </div>
            <p className="mt-4 text-small text-text3">
              {i18n._("Nothing has been recorded so far.")}
            </p>
          </div>
        </>
      )}
      <div className="mt-8 border-t border-line pt-4">
        <OwnPageLink token={token}>{i18n._("Not now? Set a reminder, or withdraw")}</OwnPageLink>
      </div>
    </>
  );
}

/** As easy to choose as to agree: it leads to the candidate's own page, where a person is asked for. */
function PersonInstead({ token }: { token: string }) {
  return (
    <a className={buttonLook("outline", "large")} href={`/interview/status/${token}#person`}>
      {i18n._("Speak with a person instead")}
    </a>
  );
}

function greeting(card: InvitationCard): string {
  return i18n._("Hello {candidateName}. This is your interview for {position}.", {
    candidateName: firstName(card.candidateName),
    position: card.position,
  });
}
