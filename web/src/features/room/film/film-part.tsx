import { lazy, Suspense, useEffect } from "react";
import { useSay } from "@/shared/ui/announcer";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import type { Talk } from "../talk";
import type { RoomLine } from "../use-talk";
import { FilmAsk } from "./film-ask";
import { type Film, useFilm } from "./use-film";

/** Camera and recorder are a load of their own: whoever is not filmed never fetches it. */
const FilmBar = lazy(() => import("./film-bar"));

/** The film beside the talk: a bar above it while there is one, and the question below while there is none. */
export function useFilmPart(talk: Talk, line: RoomLine, sessionId: string) {
  const film = useFilm(talk, line);
  const bar =
    film.wish === true && film.from ? (
      <Suspense fallback={null}>
        <FilmBar film={film} from={film.from} talk={talk} sessionId={sessionId} />
      </Suspense>
    ) : null;
  return { bar, below: bar ? null : <Below film={film} isLost={talk.link !== "open"} /> };
}

function Below({ film, isLost }: { film: Film; isLost: boolean }) {
  const { text, wish, accepted, isChanged, wasStopped } = film;
  const say = useSay();
  const isDeleting = wasStopped && accepted === true;
  const isDeleted = wasStopped && accepted === false;
  useEffect(() => {
    if (isDeleted) say(DELETED);
    else if (isDeleting) say(OFF);
  }, [isDeleted, isDeleting, say]);
  if (!text || (wish === true && !isLost)) return null;
  return (
    <div className="mt-10">
      {wish === true ? (
        <Note title="Video is not recorded yet.">
          Recording starts when you are connected again.
        </Note>
      ) : isDeleting ? (
        <Note tone="amber" title={OFF}>
          {isLost
            ? "The recording will be deleted when you are connected again."
            : "The recording is being deleted."}
        </Note>
      ) : wasStopped ? (
        <Note title={DELETED}>The interview continues without video.</Note>
      ) : accepted === true ? (
        <FilmedElsewhere onDelete={film.withdraw} />
      ) : isChanged ? (
        <Note tone="amber" title="The text about video recording has changed.">
          Video is recorded only if you agree to the new text.
        </Note>
      ) : null}
      {wish === true || isDeleting ? null : (
        <FilmAsk film={text} isOn={false} onChange={film.agree} />
      )}
    </div>
  );
}

const OFF = "The camera is off.";
const DELETED = "The camera is off, and the recording is deleted.";

/** They agreed on another page, or before this tab was opened. */
function FilmedElsewhere({ onDelete }: { onDelete: () => void }) {
  const away = (
    <Button size="small" onClick={onDelete}>
      Delete that video
    </Button>
  );
  return (
    <Note title="Video was recorded on another page of this interview." actions={away}>
      The camera is off on this page.
    </Note>
  );
}
