import { i18n } from "@lingui/core";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useTitle } from "@/shared/lib/page";
import { useSwitch } from "@/shared/lib/preferences";
import { store, stored } from "@/shared/lib/stored";
import { Announcer, useAnnounce } from "@/shared/ui/announcer";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { StatusLine } from "@/shared/ui/status-line";
import { LEFT } from "./endings";
import { type How, useHow } from "./how";
import { endedKey, KEYS, transcriptKey } from "./keys";
import { INTERVIEW, useRoomKind } from "./kind";
import { soundInstead } from "./offer";
import { AnswerBox } from "./parts/answer-box";
import { ConsentAsk } from "./parts/consent-ask";
import { Frame } from "./parts/frame";
import { TheQuestion } from "./parts/question";
import { Elsewhere, NotHere } from "./parts/room-ends";
import { RoomNotes } from "./parts/room-notes";
import { TranscriptSoFar } from "./parts/transcript-so-far";
import { Earlier } from "./phone/earlier";
import { useTurnInView } from "./phone/in-view";
import { useIsPhone } from "./phone/use-phone";
import { askedNow, type RoomSession, roomStatusOf, staffStatus, wordsOf } from "./session";
import type { Announcement } from "./sound/voice-room";
import { type RoomControls, type RoomParts, useRoomSession } from "./use-session";
import { useVideoPart } from "./video/video-part";
import { useVoicePart } from "./video/voice-part";

/** Sound is a load of its own: a candidate who types never loads it. */
const VoiceRoom = lazy(() => import("./sound/voice-room"));

interface RoomProps {
  sessionId: string;
  onOver: () => void;
  parts?: RoomParts;
  /** What stands here when the room does not open; a candidate is led back to the invitation. */
  closed?: ReactNode;
}

/** The room: one question, one line, one box. */
export function Room({ sessionId, onOver, parts, closed }: RoomProps) {
  const [session, controls] = useRoomSession(sessionId, stored(KEYS.tenantId) ?? "", parts);
  const kind = useRoomKind();
  // Until the room reports it, a candidate's tab remembers whose interview it is; a practice session has none.
  const remembered = (key: string) => (kind === INTERVIEW ? stored(key) : null) ?? "";
  const company = session.companyName || remembered(KEYS.company);
  const position = session.position || remembered(KEYS.position);
  const whose = company || kind.name;
  useTitle(company ? `${kind.name} · ${company}` : kind.name);

  const isOver = session.endedBecause !== null || session.link === "over";
  useEffect(() => {
    if (!isOver) return;
    if (session.said.length > 0) store(transcriptKey(sessionId), JSON.stringify(session.said));
    if (session.endedBecause)
      store(endedKey(sessionId), hasLeft(session) ? LEFT : session.endedBecause);
    onOver();
  }, [isOver, session, sessionId, onOver]);

  const place =
    session.place && session.place.index > 0
      ? i18n._("Question {index} of {of}", { index: session.place.index, of: session.place.of })
      : "";
  return (
    <Announcer>
      <Frame
        name={
          <>
            {whose}
            {position ? <span className="phone:sr-only"> · {position}</span> : null}
          </>
        }
        aside={place ? <span className="text-text2">{place}</span> : null}
        isCompact
      >
        <RoomContent session={session} controls={controls} sessionId={sessionId} closed={closed} />
      </Frame>
    </Announcer>
  );
}

/** The candidate ended it without an answer; where there was no closing turn yet, it has not begun. */
function hasLeft({ endedBecause, isLeaving, said }: RoomSession): boolean {
  return endedBecause === "no_answers" && isLeaving && said.some(({ kind }) => kind === "closing");
}

interface RoomPartProps extends RoomProps {
  /** What stands here when the interview has ended, by how it did. */
  ended: (reason: string | null) => ReactNode;
}

/** The same interview inside another page: no frame and no title of its own. */
export function RoomPart({ sessionId, onOver, parts, closed, ended }: RoomPartProps) {
  const [session, controls] = useRoomSession(sessionId, stored(KEYS.tenantId) ?? "", parts);
  const isOver = session.endedBecause !== null || session.link === "over";
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);
  if (isOver) return ended(session.endedBecause);
  const place =
    session.place && session.place.index > 0
      ? i18n._("Question {index} of {of}", { index: session.place.index, of: session.place.of })
      : "";
  return (
    <Announcer>
      {place ? <p className="mb-2 text-small text-text3">{place}</p> : null}
      <RoomContent session={session} controls={controls} sessionId={sessionId} closed={closed} />
    </Announcer>
  );
}

interface ContentProps {
  session: RoomSession;
  controls: RoomControls;
  sessionId: string;
  closed: ReactNode;
}

function RoomContent({ session, controls, sessionId, closed }: ContentProps) {
  const [how, setHow] = useHow();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [aloud, setAloud] = useState<Announcement | null>(null);
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
  useFocusOnQuestionAfter(how);
  const film = useVideoPart(session, controls.line, sessionId);
  useFocusOnQuestionAfter(film.isOn);
  const voiceRecording = useVoicePart(session, controls.line, sessionId);
  useFocusOnQuestionAfter(voiceRecording.isOn);
  const isPhone = useIsPhone();
  const turn = useTurnInView(askedNow(session)?.seq ?? null);
  const states = <StatusAnnouncements session={session} aloud={aloud} />;
  if (session.link === "elsewhere") return <Elsewhere onHere={controls.retryNow} />;
  if (session.link === "closed") return closed ?? <NotHere token={stored(KEYS.token)} />;
  const inWriting = (
    <InWriting
      session={session}
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
      {voiceRecording.bar}
      <Earlier session={session} />
      <div ref={turn}>
        <RoomNotes session={session} onDismiss={controls.dismiss} onRetry={controls.retryNow} />
        {refusal ? <NoVoice reason={refusal} onDismiss={() => setRefusal(null)} /> : null}
        <div className="sideways:grid sideways:grid-cols-2 sideways:items-start sideways:gap-x-6">
          <TheQuestion session={session} />
          {how === "type" ? (
            inWriting
          ) : (
            <Suspense fallback={inWriting}>
              <VoiceRoom
                session={session}
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
      {isPhone ? null : <TranscriptSoFar said={session.said} />}
      {film.below}
      {voiceRecording.below}
    </>
  );
}

/** What switched sound or video may be gone with the switch: the keyboard goes on from the question. */
function useFocusOnQuestionAfter(choice: How | boolean): void {
  const last = useRef(choice);
  useEffect(() => {
    if (last.current === choice) return;
    last.current = choice;
    if (document.activeElement === document.body) {
      document.querySelector("h1")?.focus({ preventScroll: true });
    }
  }, [choice]);
}

interface InWritingProps extends Omit<ContentProps, "closed"> {
  /** What can be had instead of writing. */
  sound: Exclude<How, "type"> | null;
  onSound: (how: How) => void;
}

/** Everything under the question where the interview is typed. */
function InWriting({ session, controls, sessionId, sound, onSound }: InWritingProps) {
  const roomStatus = roomStatusOf(session);
  const words = wordsOf(session);
  return (
    <div className="min-w-0">
      <div className="mt-6 low:mt-2 phone:mt-1 phone:*:h-8! sideways:mt-0">
        <StatusLine state={roomStatus} />
      </div>
      <p className="text-center phone:text-small">
        <strong className="font-semibold">{words.word}</strong>{" "}
        <span className="text-text2">{words.rest}</span>
      </p>
      {session.consent ? (
        <ConsentAsk consent={session.consent} onChoice={controls.consent} />
      ) : (
        <AnswerBox
          session={session}
          roomStatus={roomStatus}
          controls={controls}
          sessionId={sessionId}
          sound={sound}
          onSound={onSound}
        />
      )}
    </div>
  );
}

/** Why there is no voice, for a candidate who chose it. */
function NoVoice({ reason, onDismiss }: { reason: string; onDismiss: () => void }) {
  const close = (
    <Button size="small" onClick={onDismiss}>
      {" "}
      {i18n._("Dismiss")}{" "}
    </Button>
  );
  return (
    <div className="mb-6">
      <Note
        tone="amber"
        title={NO_VOICE[reason] ?? i18n._("Voice is not available at the moment.")}
        actions={close}
      >
        {i18n._("Continue by typing. Your answers are saved.")}
      </Note>
    </div>
  );
}

const NO_VOICE: Record<string, string> = {
  get voice_at_capacity() {
    return i18n._("All voice connections are in use.");
  },
  get ended() {
    return i18n._("Voice has stopped working.");
  },
  get device() {
    return i18n._("This browser cannot play the sound.");
  },
};

/** Say each change of state, and each new question, once and politely. */
function StatusAnnouncements({
  session,
  aloud,
}: {
  session: RoomSession;
  aloud: Announcement | null;
}) {
  const say = useAnnounce();
  const [isQuiet] = useSwitch("quiet");
  const { word, rest } = wordsOf(session);
  const words = aloud?.words ?? `${word} ${rest}`.trim();
  const isPlaying = aloud?.isPlaying ?? false;
  const hasVoice = aloud !== null;
  const isFleeting = roomStatusOf(session) === "thinking";
  const asked = askedNow(session);
  const question = asked
    ? asked.isByStaff
      ? i18n._("The hiring team asks: {question}", { question: asked.text })
      : i18n._("The interviewer asks: {question}", { question: asked.text })
    : null;
  const seq = asked?.seq ?? null;
  const announced = useRef<number | null>(null);
  const staff = staffStatus(session);
  const notice =
    session.notice && session.notice.kind !== "performance" ? session.notice.text : null;
  const [calm, setCalm] = useState<string | null>(null);
  useEffect(() => {
    // A state that lasts under a second and a half is not announced.
    const timer = setTimeout(() => setCalm(words), isFleeting ? 1500 : 0);
    return () => clearTimeout(timer);
  }, [words, isFleeting]);
  useEffect(() => {
    // Nothing is announced over the interviewer's voice.
    if (calm && !isQuiet && !isPlaying) say(calm);
  }, [calm, isQuiet, isPlaying, say]);
  useEffect(() => {
    if (!question || seq === announced.current) return;
    announced.current = seq;
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
