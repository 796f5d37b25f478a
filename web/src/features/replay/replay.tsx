import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Flag, Lock, Pause, Play } from "lucide-react";
import { useCallback, useMemo } from "react";
import { asProblem } from "@/shared/api/problem";
import { useKeys } from "@/shared/lib/keys";
import { count, countdown } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { useReplayApi } from "./calls";
import { EventList } from "./parts/event-list";
import { InterviewerQuality } from "./parts/interviewer-quality";
import { TimelineChart } from "./parts/timeline-chart";
import { Transcript } from "./parts/transcript";
import type { Replay as ReplayData } from "./shapes";
import { spokenOf } from "./spoken";
import { flagsOf, lengthOf, nextFlag, nextTurn, previousTurn, reasonsOf, turnAt } from "./timeline";
import { type Player, SPEEDS, usePlayer } from "./use-player";
import { VideoPanel } from "./video/video-panel";

const JUMP_MS = 10_000;

/** What happened in an interview, when, and why. */
export function Replay({ sessionId }: { sessionId: string }) {
  const calls = useReplayApi();
  const found = useQuery({
    queryKey: ["replay", sessionId],
    queryFn: () => calls.replay(sessionId),
  });
  return (
    <>
      <PageHead
        trail={["Replay"]}
        title="Replay"
        documentTitle="Replay"
        aside={
          found.data ? (
            <Status icon={Lock} tone="leaf">
              Rebuilt from {count(found.data.events.length, "event")}
            </Status>
          ) : null
        }
        under={
          found.data?.session.interviewId ? (
            <Link to="/interviews/$id" params={{ id: found.data.session.interviewId }}>
              Full history
            </Link>
          ) : undefined
        }
      />
      <div className="mt-6">
        {found.data ? (
          found.data.events.length === 0 ? (
            <Empty title="No events yet">You can replay the interview when it has started.</Empty>
          ) : (
            <ReplayContent replay={found.data} sessionId={sessionId} />
          )
        ) : found.error ? (
          <Unfound error={found.error} onRetry={() => found.refetch()} />
        ) : (
          <Skeleton rows={6} label="Loading the replay" />
        )}
      </div>
    </>
  );
}

function Unfound({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const problem = asProblem(error);
  if (problem.status === 404) {
    return <Note title="There is no interview at this address.">It may have been deleted.</Note>;
  }
  return <Failure problem={problem} what="The replay did not load." onRetry={onRetry} />;
}

function ReplayContent({ replay, sessionId }: { replay: ReplayData; sessionId: string }) {
  const player = usePlayer(lengthOf(replay));
  const { atMs, seek } = player;
  const flags = useMemo(() => flagsOf(replay), [replay]);
  const reasons = useMemo(() => reasonsOf(replay), [replay]);
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
  const passed = replay.events.findLast((event) => event.offsetMs <= atMs)?.seq ?? 0;
  return (
    <>
      {replay.transcriptErased ? (
        <div className="mb-3">
          <Note title="The transcript has been deleted.">
            The timeline and the events are still available.
          </Note>
        </div>
      ) : null}
      <VideoPanel replay={replay} player={player} sessionId={sessionId} />
      <section
        aria-label="Player"
        className="rounded-card border border-line bg-surface p-4 pad:p-5"
      >
        <Controls
          player={player}
          length={lengthOf(replay)}
          onFlag={flags.length > 0 ? toFlag : null}
        />
        <TimelineChart replay={replay} atMs={atMs} onSeek={seek} />
      </section>
      <div className="mt-8 grid items-start gap-8 wide:grid-cols-[minmax(0,1fr)_19.5rem] wide:gap-11">
        <section className="min-w-0">
          <h2>Transcript</h2>
          {replay.turns.length === 0 ? (
            <p className="mt-2 text-text2">The transcript is empty.</p>
          ) : (
            <Transcript
              turns={replay.turns}
              reasons={reasons}
              spoken={spoken}
              current={turnAt(replay.turns, atMs)?.turn ?? null}
              isFollowed={player.isPlaying}
              onSeek={seek}
            />
          )}
        </section>
        <EventList events={replay.events} passed={passed} onSeek={seek} />
      </div>
      <InterviewerQuality sessionId={sessionId} questions={replay.questions} />
    </>
  );
}

interface ControlsProps {
  player: Player;
  length: number;
  onFlag: (() => void) | null;
}

function Controls({ player, length, onFlag }: ControlsProps) {
  const { atMs, isPlaying, speed, toggle, seek, setSpeed } = player;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button look="primary" icon={<Icon of={isPlaying ? Pause : Play} />} onClick={toggle}>
        <span className="sr-only">{isPlaying ? "Pause at" : "Play from"}</span>
        <span className="min-w-[3.2em] font-mono">{countdown(Math.floor(atMs / 1000))}</span>
      </Button>
      <Button onClick={() => seek(atMs - JUMP_MS)}>−10 s</Button>
      <Button onClick={() => seek(atMs + JUMP_MS)}>+10 s</Button>
      <select
        aria-label="Speed"
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
          Next flag
        </Button>
      ) : null}
      <p className="ml-auto text-small text-text3">
        {countdown(Math.floor(length / 1000))} in total{" "}
        <span className="hidden wide:inline">
          {" "}
          · Keys: Space to play, arrows for 10 s, Shift+arrows for a turn, F for the next flag, &lt;
          and &gt; for speed
        </span>
      </p>
    </div>
  );
}
