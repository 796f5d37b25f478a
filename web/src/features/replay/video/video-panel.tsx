import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { asProblem } from "@/shared/api/problem";
import { Failure } from "@/shared/ui/states";
import { useReplayApi } from "../calls";
import type { Replay } from "../shapes";
import type { Player } from "../use-player";
import { playableChunks, videoStart } from "./chunks";
import { VideoPlayer } from "./video-player";
import { noVideoReason, videoStatus } from "./words";

interface VideoPanelProps {
  replay: Replay;
  player: Player;
  sessionId: string;
}

/** The video of an interview in step with it, or in words why there is none. */
export function VideoPanel({ replay, player, sessionId }: VideoPanelProps) {
  const calls = useReplayApi();
  const found = useQuery({
    queryKey: ["film", sessionId],
    queryFn: () => calls.recording(sessionId),
  });
  const playable = useMemo(() => playableChunks(found.data?.chunks ?? []), [found.data]);
  if (found.error) {
    return (
      <div className="mb-3">
        <Failure
          problem={asProblem(found.error)}
          what={i18n._("The video recording did not load.")}
          onRetry={() => found.refetch()}
        />
      </div>
    );
  }
  if (!found.data) return null;
  const startMs = videoStart(found.data, replay);
  if (startMs === null || playable.length === 0) {
    const why =
      noVideoReason(found.data, replay, playable) ?? i18n._("There is no video recording.");
    return (
      <p className="mb-3 text-small text-text2">
        {why} {i18n._("The transcript and events replay at their original speed.")}
      </p>
    );
  }
  return (
    <div className="mb-5 grid items-end gap-x-5 gap-y-2 desk:grid-cols-[28rem_minmax(0,1fr)]">
      <VideoPlayer playable={playable} startMs={startMs} player={player} sessionId={sessionId} />
      <p className="max-w-prose text-small text-text2">
        {videoStatus(found.data, replay, playable)}
      </p>
    </div>
  );
}
