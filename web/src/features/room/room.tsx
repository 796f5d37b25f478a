import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useTitle } from "@/shared/lib/page";
import { useSwitch } from "@/shared/lib/preferences";
import { store, stored } from "@/shared/lib/stored";
import { Announcer, useSay } from "@/shared/ui/announcer";
import { BreathLine } from "@/shared/ui/breath-line";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { useFilmPart } from "./film/film-part";
import { type How, useHow } from "./how";
import { endedKey, heardKey, KEYS } from "./keys";
import { INTERVIEW, useRoomKind } from "./kind";
import { soundInstead } from "./offer";
import { AnswerBox } from "./parts/answer-box";
import { ConsentAsk } from "./parts/consent-ask";
import { Frame } from "./parts/frame";
import { Heard } from "./parts/heard";
import { Elsewhere, NotHere } from "./parts/room-ends";
import { RoomNotes } from "./parts/room-notes";
import { TheQuestion } from "./parts/the-question";
import { Earlier } from "./phone/earlier";
import { useTurnInView } from "./phone/in-view";
import { useIsPhone } from "./phone/use-phone";
import type { Aloud } from "./sound/voice-talk";
import { askedNow, breathOf, staffWords, type Talk, wordsOf } from "./talk";
import { type RoomControls, type RoomParts, useTalk } from "./use-talk";

/** Sound is a load of its own: whoever types never fetches it. */
const VoiceTalk = lazy(() => import("./sound/voice-talk"));

interface RoomProps {
  sessionId: string;
  onOver: () => void;
  parts?: RoomParts;
  /** What stands here when the room does not open; a candidate is led back to the invitation. */
  closed?: ReactNode;
}

/** The room: one question, one line, one box. */
export function Room({ sessionId, onOver, parts, closed }: RoomProps) {
  const [talk, controls] = useTalk(sessionId, stored(KEYS.tenantId) ?? "", parts);
  const kind = useRoomKind();
  // Until the room tells, a candidate's tab remembers whose interview it is; practice is nobody's.
  const remembered = (key: string) => (kind === INTERVIEW ? stored(key) : null) ?? "";
  const company = talk.companyName || remembered(KEYS.company);
  const position = talk.position || remembered(KEYS.position);
  const whose = company || kind.name;
  useTitle(company ? `${kind.name} · ${company}` : kind.name);

  const isOver = talk.endedBecause !== null || talk.link === "over";
  useEffect(() => {
    if (!isOver) return;
    if (talk.said.length > 0) store(heardKey(sessionId), JSON.stringify(talk.said));
    if (talk.endedBecause) store(endedKey(sessionId), talk.endedBecause);
    onOver();
  }, [isOver, talk.said, talk.endedBecause, sessionId, onOver]);

  const place =
    talk.place && talk.place.index > 0 ? `Question ${talk.place.index} of ${talk.place.of}` : "";
  return (
    <Announcer>
      <Frame
        name={position ? `${whose} · ${position}` : whose}
        aside={place ? <span className="text-text2">{place}</span> : null}
        isCompact
      >
        <RoomContent talk={talk} controls={controls} sessionId={sessionId} closed={closed} />
      </Frame>
    </Announcer>
  );
}

interface RoomPartProps extends RoomProps {
  /** What stands here when the talk has ended, by how it did. */
  ended: (reason: string | null) => ReactNode;
}

/** The same talk inside another page: no frame and no title of its own. */
export function RoomPart({ sessionId, onOver, parts, closed, ended }: RoomPartProps) {
  const [talk, controls] = useTalk(sessionId, stored(KEYS.tenantId) ?? "", parts);
  const isOver = talk.endedBecause !== null || talk.link === "over";
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);
  if (isOver) return ended(talk.endedBecause);
  const place =
    talk.place && talk.place.index > 0 ? `Question ${talk.place.index} of ${talk.place.of}` : "";
  return (
    <Announcer>
      {place ? <p className="mb-2 text-small text-text3">{place}</p> : null}
      <RoomContent talk={talk} controls={controls} sessionId={sessionId} closed={closed} />
    </Announcer>
  );
}

interface ContentProps {
  talk: Talk;
  controls: RoomControls;
  sessionId: string;
  closed: ReactNode;
}

function RoomContent({ talk, controls, sessionId, closed }: ContentProps) {
  const [how, setHow] = useHow();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [aloud, setAloud] = useState<Aloud | null>(null);
  const refuse = useCallback(
    (reason: string) => {
      setRefusal(reason);
      setHow("type");
    },
    [setHow],
  );
  const choose = useCallback(
    (chosen: typeof how) => {
      setRefusal(null);
      setHow(chosen);
    },
    [setHow],
  );
  const film = useFilmPart(talk, controls.line, sessionId);
  const isPhone = useIsPhone();
  const turn = useTurnInView(askedNow(talk)?.seq ?? null);
  const states = <StatesAloud talk={talk} aloud={aloud} />;
  if (talk.link === "elsewhere") return <Elsewhere onHere={controls.retryNow} />;
  if (talk.link === "closed") return closed ?? <NotHere token={stored(KEYS.token)} />;
  const inWriting = (
    <InWriting
      talk={talk}
      controls={controls}
      sessionId={sessionId}
      sound={refusal === "voice_unavailable" ? null : soundInstead()}
      onSound={choose}
    />
  );
  return (
    <>
      {states}
      {film.bar}
      <Earlier talk={talk} />
      <div ref={turn}>
        <RoomNotes talk={talk} onDismiss={controls.dismiss} />
        {refusal ? <NoVoice reason={refusal} onDismiss={() => setRefusal(null)} /> : null}
        <div className="sideways:grid sideways:grid-cols-2 sideways:items-start sideways:gap-x-6">
          <TheQuestion talk={talk} />
          {how === "type" ? (
            inWriting
          ) : (
            <Suspense fallback={inWriting}>
              <VoiceTalk
                talk={talk}
                controls={controls}
                sessionId={sessionId}
                how={how}
                onHow={choose}
                onRefused={refuse}
                onAloud={setAloud}
              />
            </Suspense>
          )}
        </div>
      </div>
      {isPhone ? null : <Heard said={talk.said} />}
      {film.below}
    </>
  );
}

interface InWritingProps extends Omit<ContentProps, "closed"> {
  /** What can be had instead of writing. */
  sound: Exclude<How, "type"> | null;
  onSound: (how: How) => void;
}

/** Everything under the question where the talk is typed. */
function InWriting({ talk, controls, sessionId, sound, onSound }: InWritingProps) {
  const breath = breathOf(talk);
  const words = wordsOf(talk);
  return (
    <div className="min-w-0">
      <div className="mt-6 phone:mt-1 phone:*:h-8! sideways:mt-0">
        <BreathLine state={breath} />
      </div>
      <p className="text-center phone:text-small">
        <strong className="font-semibold">{words.word}</strong>{" "}
        <span className="text-text2">{words.rest}</span>
      </p>
      {talk.consent ? (
        <ConsentAsk consent={talk.consent} onChoice={controls.consent} />
      ) : (
        <AnswerBox
          talk={talk}
          breath={breath}
          controls={controls}
          sessionId={sessionId}
          sound={sound}
          onSound={onSound}
        />
      )}
    </div>
  );
}

/** Why there is no voice, for whoever wanted one. */
function NoVoice({ reason, onDismiss }: { reason: string; onDismiss: () => void }) {
  const close = (
    <Button size="small" onClick={onDismiss}>
      {" "}
      Dismiss{" "}
    </Button>
  );
  return (
    <div className="mb-6">
      <Note
        tone="amber"
        title={NO_VOICE[reason] ?? "Voice is not available at the moment."}
        actions={close}
      >
        Continue by typing. Your answers are saved.
      </Note>
    </div>
  );
}

const NO_VOICE: Record<string, string> = {
  voice_full: "All voice connections are in use.",
  ended: "Voice has stopped working.",
  device: "This browser cannot play the sound.",
};

/** Say each change of state, and each new question, once and politely. */
function StatesAloud({ talk, aloud }: { talk: Talk; aloud: Aloud | null }) {
  const say = useSay();
  const [isQuiet] = useSwitch("quiet");
  const { word, rest } = wordsOf(talk);
  const words = aloud?.words ?? `${word} ${rest}`.trim();
  const isPlaying = aloud?.isPlaying ?? false;
  const hasVoice = aloud !== null;
  const isFleeting = breathOf(talk) === "thinking";
  const asked = askedNow(talk);
  const asker = asked?.isByStaff ? "The hiring team" : "The interviewer";
  const question = asked ? `${asker} asks: ${asked.text}` : null;
  const seq = asked?.seq ?? null;
  const told = useRef<number | null>(null);
  const staff = staffWords(talk);
  const notice = talk.notice && talk.notice.kind !== "performance" ? talk.notice.text : null;
  const [calm, setCalm] = useState<string | null>(null);
  useEffect(() => {
    // A state that lasts under a second and a half is not worth interrupting anybody for.
    const timer = setTimeout(() => setCalm(words), isFleeting ? 1500 : 0);
    return () => clearTimeout(timer);
  }, [words, isFleeting]);
  useEffect(() => {
    // Nothing talks over the interviewer's voice.
    if (calm && !isQuiet && !isPlaying) say(calm);
  }, [calm, isQuiet, isPlaying, say]);
  useEffect(() => {
    if (!question || seq === told.current) return;
    told.current = seq;
    if (!hasVoice) say(question);
  }, [question, seq, hasVoice, say]);
  useEffect(() => {
    if (staff) say(staff);
  }, [staff, say]);
  useEffect(() => {
    if (notice) say(notice);
  }, [notice, say]);
  return null;
}
