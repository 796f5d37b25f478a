import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { asProblem } from "@/shared/api/problem";
import { Failure } from "@/shared/ui/states";
import { useReplayApi } from "../calls";
import type { Replay } from "../shapes";
import type { Player } from "../use-player";
import { FilmScreen } from "./film-screen";
import { filmStart, reelOf } from "./reel";
import { filmWords, noFilmWords } from "./words";

interface FilmProps {
  talk: Replay;
  player: Player;
  sessionId: string;
}

const AT_ITS_PACE = "The transcript and events replay at their original speed.";

/** The film of a talk in step with it, or in words why there is none. */
export function Film({ talk, player, sessionId }: FilmProps) {
  const calls = useReplayApi();
  const found = useQuery({ queryKey: ["film", sessionId], queryFn: () => calls.film(sessionId) });
  const reel = useMemo(() => reelOf(found.data?.chunks ?? []), [found.data]);
  if (found.error) {
    return (
      <div className="mb-3">
        <Failure
          problem={asProblem(found.error)}
          what="The video recording did not load."
          onRetry={() => found.refetch()}
        />
      </div>
    );
  }
  if (!found.data) return null;
  const startMs = filmStart(found.data, talk);
  if (startMs === null || reel.length === 0) {
    const why = noFilmWords(found.data, talk, reel) ?? "There is no video recording.";
    return (
      <p className="mb-3 text-small text-text2">
        {why} {AT_ITS_PACE}
      </p>
    );
  }
  return (
    <div className="mb-5 grid items-end gap-x-5 gap-y-2 desk:grid-cols-[28rem_minmax(0,1fr)]">
      <FilmScreen reel={reel} startMs={startMs} player={player} sessionId={sessionId} />
      <p className="max-w-prose text-small text-text2">{filmWords(found.data, talk, reel)}</p>
    </div>
  );
}
