import { i18n } from "@lingui/core";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { CandidateLink } from "@/features/room/candidate-link";
import { Frame } from "@/features/room/parts/frame";
import { Room } from "@/features/room/room";

const CheckPage = lazy(async () => ({
  default: (await import("@/features/room/check-page")).CheckPage,
}));
const Done = lazy(async () => ({ default: (await import("@/features/room/done")).Done }));
const Embedded = lazy(async () => ({
  default: (await import("./embedded")).Embedded,
}));
const OwnPage = lazy(async () => ({
  default: (await import("@/features/room/own-page/own-page")).OwnPage,
}));
const LinkClosed = lazy(async () => ({
  default: (await import("@/features/room/parts/link-pages")).LinkClosed,
}));

/** The candidate's pages, at their own addresses or in a frame of a customer's page. */
export function App() {
  const [path, go] = usePath();
  const [, , first = "", second = ""] = path.split("/");
  if (first === "embed" && second) {
    return (
      <Suspense fallback={<Frame name={i18n._("Your interview")}>{null}</Frame>}>
        <Embedded embedToken={second} pages={(at, goIn) => <Pages path={at} go={goIn} />} />
      </Suspense>
    );
  }
  return <Pages path={path} go={go} />;
}

interface PagesProps {
  path: string;
  go: (path: string) => void;
}

/** Six addresses need no router of their own. */
function Pages({ path, go }: PagesProps) {
  const [, , first = "", second = ""] = path.split("/");
  const enter = useCallback((id: string) => go(`/interview/${id}`), [go]);
  const leave = useCallback(() => go(`/interview/${first}/done`), [go, first]);
  const check = useCallback(() => go(`/interview/pre-check/${second}`), [go, second]);
  const join = useCallback(() => go(`/interview/join/${second}`), [go, second]);
  if (first === "join" && second) {
    return <CandidateLink key={second} token={second} onStarted={enter} onCheck={check} />;
  }
  if (first === "status" && second) {
    return (
      <Suspense fallback={<Frame name="">{null}</Frame>}>
        <OwnPage key={second} token={second} />
      </Suspense>
    );
  }
  if (first === "pre-check" && second) {
    return (
      <Suspense fallback={<Frame name={i18n._("Your interview")}>{null}</Frame>}>
        <CheckPage token={second} onReady={join} />
      </Suspense>
    );
  }
  if (first && second === "done") {
    return (
      <Suspense
        fallback={
          <Frame name={i18n._("Your interview")}>
            <h1>{i18n._("One moment, please.")}</h1>
          </Frame>
        }
      >
        <Done sessionId={first} />
      </Suspense>
    );
  }
  if (first && !second) return <Room key={first} sessionId={first} onOver={leave} />;
  return (
    <Frame name={i18n._("Your interview")}>
      <Suspense fallback={null}>
        <LinkClosed />
      </Suspense>
    </Frame>
  );
}

function usePath(): [string, (path: string) => void] {
  const [path, setPath] = useState(window.location.pathname);
  useEffect(() => {
    const follow = () => setPath(window.location.pathname);
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, []);
  // Going back to a step that is over has no use, so each step takes the place of the last.
  const go = useCallback((to: string) => {
    window.history.replaceState(null, "", to);
    setPath(to);
  }, []);
  return [path, go];
}
