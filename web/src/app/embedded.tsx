import { i18n } from "@lingui/core";
import { type MouseEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { type EmbeddedRoomCalls, embeddedRoomCalls } from "@/features/room/calls";
import { applyBrand, markEmbedded, tellHeight, tellPage } from "@/features/room/embedding";
import { endingOf } from "@/features/room/endings";
import { endedKey, KEYS } from "@/features/room/keys";
import { Frame } from "@/features/room/parts/frame";
import { LinkPage, Opening } from "@/features/room/parts/link-page";
import { asProblem } from "@/shared/api/problem";
import { store, stored } from "@/shared/lib/stored";

interface EmbeddedProps {
  embedToken: string;
  /** The candidate's pages, at a path that the address of the frame does not show. */
  pages: (path: string, go: (path: string) => void) => ReactNode;
  calls?: EmbeddedRoomCalls;
}

interface Opened {
  origin: string;
  path: string;
}

/**
 * The candidate's pages in a frame of a customer's page.
 *
 * The frame's address stays as it is, because only that address may stand in a frame. So the pages change
 * in memory, and so do their links to each other.
 */
export function Embedded({ embedToken, pages, calls = embeddedRoomCalls }: EmbeddedProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [refusal, setRefusal] = useState<"token_not_usable" | "unreachable" | null>(null);
  const isAsked = useRef(false);
  useEffect(() => {
    if (isAsked.current) return; // the token works once
    isAsked.current = true;
    markEmbedded(false);
    calls.openEmbedded(embedToken).then(
      (room) => {
        applyBrand(room.accentColor);
        store(KEYS.token, room.linkToken);
        store(KEYS.sessionToken, room.sessionToken || null);
        markEmbedded(Boolean(room.sessionToken));
        setOpened({ origin: room.origin, path: `/interview/join/${room.linkToken}` });
        tellPage(room.origin, { type: "ready" });
      },
      (error: unknown) => {
        const problem = asProblem(error);
        const code = problem.code === "embed_token_not_usable" ? "token_not_usable" : "unreachable";
        setRefusal(code);
        const { origin } = problem.body as { origin?: unknown };
        if (typeof origin === "string") tellPage(origin, { type: "error", code });
      },
    );
  }, [calls, embedToken]);
  const origin = opened?.origin;
  useEffect(() => {
    const root = document.getElementById("root");
    return root && origin ? tellHeight(root, origin) : undefined;
  }, [origin]);
  const go = useCallback(
    (path: string) => {
      if (!origin) return;
      const event = eventOf(path);
      if (event) tellPage(origin, event);
      setOpened({ origin, path });
      window.scrollTo(0, 0);
    },
    [origin],
  );
  if (refusal) return <NotEmbedded isUsed={refusal === "token_not_usable"} />;
  if (!opened) {
    return (
      <Frame name={i18n._("Your interview")}>
        <Opening />
      </Frame>
    );
  }
  return (
    // It follows the links inside, which stay links; one that is pressed by key is clicked, too.
    <div onClickCapture={(event) => follow(event, go)}>{pages(opened.path, go)}</div>
  );
}

/** The session has an address of its own, and so has its end. */
function eventOf(path: string) {
  const [, , first = "", second = ""] = path.split("/");
  if (first && !second) return { type: "started" } as const;
  if (second !== "done") return null;
  return { type: "ended", reason: endingOf(stored(endedKey(first))) } as const;
}

/** A link between the candidate's pages changes the page in the frame; any other opens beside it. */
function follow(event: MouseEvent, go: (path: string) => void): void {
  const link = (event.target as Element).closest("a");
  const href = link?.getAttribute("href");
  if (!link || !href || link.hasAttribute("download")) return;
  if (href.startsWith("/interview/")) {
    event.preventDefault();
    go(href);
  } else if (href.startsWith("http")) {
    link.target = "_blank";
    link.rel = "noopener";
  }
}

function NotEmbedded({ isUsed }: { isUsed: boolean }) {
  return (
    <Frame name={i18n._("Your interview")}>
      <LinkPage title={i18n._("The interview did not open")}>
        <p>
          {isUsed
            ? i18n._(
                "This page was opened before, or too late. Reload the page to open the interview again.",
              )
            : i18n._(
                "The interview cannot be reached at the moment. Reload the page to try again.",
              )}
        </p>
      </LinkPage>
    </Frame>
  );
}
