import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Failure, Skeleton } from "@/shared/ui/states";
import { type How, storeHow, useHow } from "./how";
import type { SignedInKind } from "./kind";
import { asOffered, type VoiceOffer, waysOf } from "./offer";
import { HowChoice } from "./parts/how-choice";
import { RoomHeading } from "./parts/room-heading";
import { TextVersion } from "./parts/text-version";
import { type ConsentText, dropYes } from "./video/offer";
import { RecordingChoice } from "./video/recording-choice";

const SoundCheck = lazy(() => import("./sound/check"));

/** What is to be known before going in. */
export interface Terms {
  consent: { text: string; version: string };
  voice: VoiceOffer;
  /** The text about a recording of the voice; null where that is not offered. */
  recording: ConsentText | null;
}

interface BeforeStartProps {
  sessionId: string;
  words: SignedInKind["beforeStart"];
  /** Asking opens nothing. */
  ask: (sessionId: string) => Promise<Terms>;
  onIn: () => void;
  /** What stands here where the room is not open for this account. */
  closed: ReactNode;
  /** What can be done instead of going in. */
  instead?: ReactNode;
  /** What was asked for where this was set up. */
  wished?: How | undefined;
}

/** Before a room of one's own: what is kept, how to take part, and the sound for those who choose it. */
export function BeforeStart(props: BeforeStartProps) {
  const { sessionId, words, ask, onIn, closed, instead, wished } = props;
  const [how, setHow] = useHow(wished);
  const [isChecking, setChecking] = useState(false);
  const terms = useQuery({
    queryKey: ["way in", sessionId],
    queryFn: () => ask(sessionId),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const settle = (settled: How) => {
    storeHow(settled);
    if (settled !== "speak") dropYes("voice", sessionId);
  };
  const leave = (settled: How) => {
    settle(settled);
    onIn();
  };
  if (isChecking) {
    return (
      <Suspense fallback={<Skeleton rows={3} label={i18n._("Loading the sound check")} />}>
        <SoundCheck onLeave={leave} />
      </Suspense>
    );
  }
  if (terms.error && NOT_OPEN.has(asProblem(terms.error).status)) return closed;
  const offer = terms.data?.voice;
  const isSpoken = offer !== undefined && waysOf(offer).includes("speak");
  return (
    <>
      <RoomHeading step="agree">{i18n._("Before you start")}</RoomHeading>
      <p className="mt-3 text-[1.1em] text-text2">
        {isSpoken
          ? i18n._(
              "You get one question at a time and answer by speaking or typing. Take your time: you can pause, and spelling is not assessed.",
            )
          : i18n._(
              "You get one question at a time and answer by typing. Take your time: you can pause, and spelling is not assessed.",
            )}
      </p>
      {offer ? <HowChoice offer={offer} how={how} onHow={setHow} /> : null}
      <section className="mt-8">
        <h2>{words.terms}</h2>
        <div className="mt-3">{content()}</div>
      </section>
    </>
  );

  function content() {
    if (terms.error) {
      return (
        <Failure
          problem={asProblem(terms.error)}
          what={i18n._("The interview did not open.")}
          onRetry={() => terms.refetch()}
        />
      );
    }
    if (!terms.data) return <Skeleton rows={2} label={words.terms} />;
    const { consent, voice, recording } = terms.data;
    const chosen = asOffered(how, voice);
    const goOn = () => {
      settle(chosen);
      if (chosen === "type") onIn();
      else setChecking(true);
    };
    return (
      <>
        <p className="border-y border-line py-4 whitespace-pre-line text-text2">{consent.text}</p>
        <p className="mt-2 text-small text-text3">
          <TextVersion version={consent.version} />
        </p>
        {chosen === "speak" ? (
          <RecordingChoice kind="voice" token={sessionId} offered={recording} />
        ) : null}
        <div className="mt-6 flex flex-wrap gap-3">
          <Button look="primary" size="large" onClick={goOn}>
            {chosen === "type" ? words.begin : words.check} <Icon of={ArrowRight} />
          </Button>
          {instead}
        </div>
        <p className="mt-4 text-small text-text3">{words.under}</p>
      </>
    );
  }
}

/** Not this person's to enter, not there, or over. */
const NOT_OPEN = new Set([403, 404, 410]);
