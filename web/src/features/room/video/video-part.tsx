import { i18n } from "@lingui/core";
import { VideoOff } from "lucide-react";
import { lazy, Suspense, useEffect } from "react";
import { useAnnounce } from "@/shared/ui/announcer";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { Status } from "@/shared/ui/status";
import type { RoomSession } from "../session";
import type { RoomConnection } from "../use-session";
import { ConsentBox, STOPPED_BEFORE } from "./consent-box";
import { type ConsentPanel, useConsent } from "./use-consent";

/** Camera and recorder are a load of their own: a candidate without video never loads it. */
const VideoBar = lazy(() => import("./video-bar"));

/** The video beside the interview: a bar above it while there is one, and the question below while there is none. */
export function useVideoPart(session: RoomSession, line: RoomConnection, sessionId: string) {
  const video = useConsent("video", session, line, sessionId);
  const bar =
    video.choice === true && video.from ? (
      <Suspense fallback={null}>
        <VideoBar video={video} from={video.from} session={session} sessionId={sessionId} />
      </Suspense>
    ) : video.wasStopped && video.text ? (
      <Stopped video={video} isLost={session.link !== "open"} />
    ) : null;
  const isOn = video.choice === true && video.from !== null;
  return {
    bar,
    isOn,
    below: isOn ? null : <Below video={video} isLost={session.link !== "open"} />,
  };
}

/** What became of the recording, in the place of the bar whose button stopped it. */
function Stopped({ video, isLost }: { video: ConsentPanel; isLost: boolean }) {
  const say = useAnnounce();
  const isDeleted = video.accepted !== true;
  useEffect(() => say(isDeleted ? DELETED() : OFF()), [isDeleted, say]);
  return (
    <p className="mb-6 text-small phone:mb-2">
      <Status icon={VideoOff} tone={isDeleted ? "plain" : "amber"}>
        {isDeleted ? DELETED() : OFF()}
      </Status>{" "}
      <span className="text-text2">
        {isDeleted
          ? i18n._("The interview continues without video.")
          : isLost
            ? i18n._("The recording will be deleted when you are connected again.")
            : i18n._("The recording is being deleted.")}
      </span>
    </p>
  );
}

function Below({ video, isLost }: { video: ConsentPanel; isLost: boolean }) {
  const { text, choice, accepted, isChanged, isOverruled, wasStopped } = video;
  const isDeleting = wasStopped && accepted === true;
  if (!text || (choice === true && !isLost)) return null;
  return (
    <div className="mt-10">
      {choice === true ? (
        <Note title={i18n._("Video is not recorded yet.")}>
          {i18n._("Recording starts when you are connected again.")}
        </Note>
      ) : wasStopped ? null : accepted === true ? (
        <RecordedElsewhere onDelete={video.withdraw} />
      ) : isChanged ? (
        <Note tone="amber" title={i18n._("The text about video recording has changed.")}>
          {i18n._("Video is recorded only if you agree to the new text.")}
        </Note>
      ) : isOverruled ? (
        <Note tone="amber" title={i18n._("Video is not recorded.")}>
          {STOPPED_BEFORE()}
        </Note>
      ) : null}
      {choice === true || isDeleting ? null : (
        <ConsentBox kind="video" offered={text} isOn={false} onChange={video.agree} />
      )}
    </div>
  );
}

const OFF = () => i18n._("The camera is off.");
const DELETED = () => i18n._("The camera is off, and the recording is deleted.");

/** They agreed on another page, or before this tab was opened. */
function RecordedElsewhere({ onDelete }: { onDelete: () => void }) {
  const away = (
    <Button size="small" onClick={onDelete}>
      {i18n._("Delete that video")}
    </Button>
  );
  return (
    <Note title={i18n._("Video was recorded on another page of this interview.")} actions={away}>
      {i18n._("The camera is off on this page.")}
    </Note>
  );
}
