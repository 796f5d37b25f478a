import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Flag, Lock, Pause, Play } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/language";
import { useKeys } from "@/shared/lib/keys";
import { countdown } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { NoVoiceReason, VoiceOf } from "@/shared/voice/voice";
import { useReplayApi } from "./calls";
import { CopyLink } from "./parts/copy-link";
import { EventList } from "./parts/event-list";
import { InterviewerQuality } from "./parts/interviewer-quality";
import { SlowReply } from "./parts/slow-reply";
import { TimelineChart } from "./parts/timeline-chart";
import { Transcript } from "./parts/transcript";
import type { QuotedWords, Replay as ReplayData } from "./shapes";
import { spokenOf } from "./spoken";
import { withSpokenTimes } from "./spoken-times";
import { flagsOf, lengthOf, nextFlag, nextTurn, previousTurn, reasonsOf, turnAt } from "./timeline";
import { type Player, SPEEDS, usePlayer } from "./use-player";
import { VideoPanel } from "./video/video-panel";

const JUMP_MS = 10_000;

export function useReplay(sessionId: string) {
  const calls = useReplayApi();
  return useQuery({
    queryKey: ["replay", sessionId],
    queryFn: async () => withSpokenTimes(await calls.replay(sessionId)),
  });
}

interface ReplayProps {
  sessionId: string;
  /** The interview of the session, where the reader may see it. */
  interview?: { id: string; name: string };
  /** The ways to the other pages of the interview. */
  tabs?: ReactNode;
  /** What the assessment of the interview quotes from this session. */
  quotes?: QuotedWords[] | undefined;
  /** The turn to begin at. */
  turn?: number | undefined;
}

const NO_QUOTES: QuotedWords[] = [];

/** What happened in an interview, when, and why. */
export function Replay({ sessionId, interview, tabs, quotes = NO_QUOTES, turn }: ReplayProps) {
  const found = useReplay(sessionId);
  const name = interview?.name;
  return (
    <>
      <PageHead
        interview={interview}
        trail={[i18n._("Replay")]}
        title={name ? i18n._("Replay for {name}", { name }) : i18n._("Replay")}
        documentTitle={name ? i18n._("{name}, replay", { name }) : i18n._("Replay")}
        aside={
          found.data ? (
            <Status icon={Lock} tone="leaf">
              {i18n._("Rebuilt from {count, plural, one {# event} other {# events}}", {
                count: found.data.events.length,
              })}
            </Status>
          ) : null
        }
        under={
          found.data?.session.interviewId && !tabs ? (
            <Link to="/interviews/$id" params={{ id: found.data.session.interviewId }}>
              {i18n._("Full history")}
            </Link>
          ) : undefined
        }
      />
      {tabs}
      <div className="mt-6">
        {found.data ? (
          found.data.events.length === 0 ? (
            <Empty title={i18n._("No events yet")}>
              {i18n._("You can replay the interview when it has started.")}
            </Empty>
          ) : (
            <VoiceOf sessionId={sessionId}>
              <ReplayContent
                replay={found.data}
                sessionId={sessionId}
                quotes={quotes}
                turn={turn}
              />
            </VoiceOf>
          )
        ) : found.error ? (
          <Unfound error={found.error} onRetry={() => found.refetch()} />
        ) : (
          <Skeleton rows={6} label={i18n._("Loading the replay")} />
        )}
      </div>
    </>
  );
}

function Unfound({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const problem = asProblem(error);
  if (problem.status === 404) {
    return (
      <Note
        title={i18n._("There is no replay at this address.")}
        actions={
          <Link to="/interviews" className={buttonLook("outline", "small")}>
            {i18n._("Find the interview")}
          </Link>
        }
      >
        {i18n._("The link is not complete, or the interview was deleted.")}
      </Note>
    );
  }
  return <Failure problem={problem} what={i18n._("The replay did not load.")} onRetry={onRetry} />;
}

interface ReplayContentProps {
  replay: ReplayData;
  sessionId: string;
  quotes: QuotedWords[];
  turn: number | undefined;
}

function ReplayContent({ replay, sessionId, quotes, turn }: ReplayContentProps) {
  const asked = replay.turns.find((each) => each.turn === turn);
  const player = usePlayer(lengthOf(replay), asked?.startMs);
  const { atMs, seek } = player;
  // Turns that were typed may begin at the same moment.
  const isAtStart = atMs === asked?.startMs && !player.isPlaying;
  const current = (isAtStart ? asked : turnAt(replay.turns, atMs))?.turn ?? null;
  useEffect(() => {
    const place = document.querySelector(`[data-turn="${turn}"]`);
    place?.scrollIntoView?.({ block: "center" });
  }, [turn]);
  const language = useLanguage();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words are those of the language
  const flags = useMemo(() => flagsOf(replay), [replay, language]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const reasons = useMemo(() => reasonsOf(replay), [replay, language]);
  const spoken = useMemo(() => spokenOf(replay), [replay]);
  const toFlag = useCallback(() => {
    const flag = nextFlag(flags, atMs);
    if (flag) seek(flag.atMs);
  }, [flags, atMs, seek]);
  useKeys({
    space: player.toggle,
    arrowleft: () => seek(atMs - JUMP_MS),
    arrowright: () => seek(atMs + JUMP_MS),
    "shift+arrowleft": () => seek(previousTurn(replay.turns, atMs)),
    "shift+arrowright": () => seek(nextTurn(replay.turns, atMs) ?? atMs),
    f: toFlag,
    "<": player.slower,
    ">": player.faster,
  });
  const [part, show] = useState<Part>("transcript");
  const hidden = (other: Part) => (part === other ? "" : "max-wide:hidden");
  const passed = replay.events.findLast((event) => event.offsetMs <= atMs)?.seq ?? 0;
  return (
    <>
      {replay.transcriptErased ? (
        <div className="mb-3">
          <Note title={i18n._("The transcript has been deleted.")}>
            {i18n._("The timeline and the events are still available.")}
          </Note>
        </div>
      ) : null}
      <VideoPanel replay={replay} player={player} sessionId={sessionId} />
      <section
        aria-label={i18n._("Player")}
        className="rounded-card border border-line bg-surface p-4 pad:p-5"
      >
        <Controls
          player={player}
          length={lengthOf(replay)}
          onFlag={flags.length > 0 ? toFlag : null}
          linked={current === null ? null : `/sessions/${sessionId}/replay?turn=${current}`}
        />
        <TimelineChart replay={replay} atMs={atMs} onSeek={seek} />
      </section>
      <PartChoice part={part} onChoose={show} />
      <div className="mt-5 grid items-start gap-8 wide:mt-8 wide:grid-cols-[minmax(0,1fr)_19.5rem] wide:gap-11">
        <section className={`min-w-0 ${hidden("transcript")}`}>
          <h2>{i18n._("Transcript")}</h2>
          <NoVoiceReason
            hasSpoken={[...spoken.values()].some((each) => each.transcribedBy !== null)}
          />
          {replay.turns.length === 0 ? (
            <p className="mt-2 text-text2">{i18n._("The transcript is empty.")}</p>
          ) : (
            <Transcript
              turns={replay.turns}
              reasons={reasons}
              spoken={spoken}
              quotes={quotes}
              interviewId={replay.session.interviewId}
              profile={replay.session.profile}
              current={current}
              isFollowed={player.isPlaying}
              onSeek={seek}
            />
          )}
        </section>
        <div className={`min-w-0 ${hidden("events")}`}>
          <EventList
            events={replay.events}
            profile={replay.session.profile}
            passed={passed}
            onSeek={seek}
          />
        </div>
      </div>
      <div className={hidden("quality")}>
        <InterviewerQuality sessionId={sessionId} replay={replay} />
        <SlowReply replay={replay} />
      </div>
    </>
  );
}

type Part = "transcript" | "events" | "quality";

interface PartChoiceProps {
  part: Part;
  onChoose: (part: Part) => void;
}

/** On a narrow screen one part at a time: the page would be long otherwise. */
function PartChoice({ part, onChoose }: PartChoiceProps) {
  const parts: [Part, string][] = [
    ["transcript", i18n._("Transcript")],
    ["events", i18n._("Events")],
    ["quality", i18n._("Interviewer")],
  ];
  return (
    <fieldset className="mt-5 flex flex-wrap gap-x-5 border-b border-line wide:hidden">
      <legend className="sr-only">{i18n._("Shown below")}</legend>
      {parts.map(([each, name]) => (
        <button
          key={each}
          type="button"
          aria-pressed={part === each}
          onClick={() => onChoose(each)}
          className="inline-flex min-h-11 items-center border-b-2 border-transparent text-text2 aria-pressed:border-act aria-pressed:font-[550] aria-pressed:text-text"
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}

interface ControlsProps {
  player: Player;
  length: number;
  onFlag: (() => void) | null;
  /** The address of the turn that is heard now. */
  linked: string | null;
}

function Controls({ player, length, onFlag, linked }: ControlsProps) {
  const { atMs, isPlaying, speed, toggle, seek, setSpeed } = player;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button look="primary" icon={<Icon of={isPlaying ? Pause : Play} />} onClick={toggle}>
        <span className="sr-only">{isPlaying ? i18n._("Pause at") : i18n._("Play from")}</span>
        <span className="min-w-[3.2em] font-mono">{countdown(Math.floor(atMs / 1000))}</span>
      </Button>
      <Button onClick={() => seek(atMs - JUMP_MS)}>
        −{i18n._("{seconds} s", { seconds: 10 })}
      </Button>
      <Button onClick={() => seek(atMs + JUMP_MS)}>
        +{i18n._("{seconds} s", { seconds: 10 })}
      </Button>
      <select
        aria-label={i18n._("Speed")}
        value={speed}
        onChange={(event) => setSpeed(Number(event.target.value))}
        className="press min-h-11 rounded-control border border-edge bg-surface px-3 font-[550] text-text desk:min-h-10"
      >
        {SPEEDS.map((each) => (
          <option key={each} value={each}>
            {each}×
          </option>
        ))}
      </select>
      {onFlag ? (
        <Button icon={<Icon of={Flag} />} onClick={onFlag}>
          {i18n._("Next flag")}
        </Button>
      ) : null}
      {linked ? <CopyLink address={linked} /> : null}
      <p className="ml-auto text-small text-text3">
        {i18n._("{time} in total", { time: countdown(Math.floor(length / 1000)) })}{" "}
        <span className="hidden wide:inline">
          {"· "}
          {i18n._(
            "Keys: Space to play, arrows for 10 s, Shift+arrows for a turn, F for the next flag, < and > for speed",
          )}
        </span>
      </p>
    </div>
  );
}
