import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { usePracticeApi } from "@/features/practice/calls";
import { PracticeNotOpen } from "@/features/practice/not-open";
import { BeforeStart } from "@/features/room/before-start";
import { PRACTICE, RoomKindIs } from "@/features/room/kind";
import { Frame } from "@/features/room/parts/frame";
import { Room } from "@/features/room/room";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import { useTitle } from "@/shared/lib/page";
import { buttonLook } from "@/shared/ui/button";
import { Failure, Skeleton } from "@/shared/ui/states";
import { useOwnRoom } from "./room-ticket";

/** The room of a practice session: the candidate's own, entered by who is signed in. */
export function PracticeRoom({ sessionId }: { sessionId: string }) {
  const caller = useCaller();
  const navigate = useNavigate();
  useEffect(() => {
    if (!caller) void navigate({ to: "/sign-in", search: { next: window.location.pathname } });
  }, [caller, navigate]);
  if (!caller) return null;
  return (
    <RoomKindIs value={PRACTICE}>
      <PracticeEntry sessionId={sessionId} />
    </RoomKindIs>
  );
}

/** Going in agrees to what is kept, so the first time that is said before. */
function PracticeEntry({ sessionId }: { sessionId: string }) {
  const calls = usePracticeApi();
  const { ask } = useOwnRoom();
  const navigate = useNavigate();
  const [isIn, setIn] = useState(false);
  const session = useQuery({
    queryKey: ["practice session", sessionId],
    queryFn: () => calls.session(sessionId),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const status = session.data?.status;
  const isOver = status === "completed" || status === "abandoned";
  useEffect(() => {
    if (isOver) void toReview(navigate, sessionId);
  }, [isOver, navigate, sessionId]);

  if (isIn || status === "in_progress") return <Inside sessionId={sessionId} />;
  return (
    <Frame name={i18n._("Practice")}>
      <Title />
      {content()}
    </Frame>
  );

  function content() {
    if (session.error && asProblem(session.error).status !== 404) {
      return (
        <>
          <h1>{i18n._("The practice interview did not open")}</h1>
          <div className="mt-4">
            <Failure
              problem={asProblem(session.error)}
              what={i18n._("Your practice is saved.")}
              onRetry={() => session.refetch()}
            />
          </div>
        </>
      );
    }
    if (status === "configured") {
      return (
        <BeforeStart
          sessionId={sessionId}
          words={PRACTICE.beforeStart}
          ask={ask}
          onIn={() => setIn(true)}
          closed={<PracticeNotOpen sessionId={sessionId} />}
          wished={session.data?.config.mode === "voice" ? "speak" : undefined}
          instead={
            <Link to="/practice/reviews" className={buttonLook("outline", "large")}>
              {i18n._("Not now")}
            </Link>
          }
        />
      );
    }
    if (session.error || (status && !isOver)) return <PracticeNotOpen sessionId={sessionId} />;
    return (
      <>
        <h1 className="sr-only">{i18n._("Practice")}</h1>
        <Skeleton rows={3} label={i18n._("Opening the practice interview")} />
      </>
    );
  }
}

function Title() {
  useTitle(`${i18n._("Practice")} · Vivavoce`);
  return null;
}

function Inside({ sessionId }: { sessionId: string }) {
  const navigate = useNavigate();
  const { parts } = useOwnRoom();
  const leave = useCallback(() => void toReview(navigate, sessionId), [navigate, sessionId]);
  return (
    <Room
      sessionId={sessionId}
      onOver={leave}
      parts={parts}
      closed={<PracticeNotOpen sessionId={sessionId} />}
    />
  );
}

function toReview(navigate: ReturnType<typeof useNavigate>, sessionId: string) {
  return navigate({ to: "/practice/$sessionId/review", params: { sessionId }, replace: true });
}
