import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { endedKey, KEYS } from "@/features/room/keys";
import { Problem } from "@/shared/api/problem";
import { store, stored } from "@/shared/lib/stored";
import { Embedded } from "./embedded";

const ORIGIN = "https://careers.example.com";
const ROOM = { linkToken: "link1", sessionToken: "s1", origin: ORIGIN, accentColor: "#0b6b3a" };
const posted = vi.fn();
const heard = () => posted.mock.calls.map(([event, origin]) => [event.type, origin, event]);

beforeEach(() => {
  vi.stubGlobal("parent", { postMessage: posted });
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
});
afterEach(() => {
  cleanup();
  posted.mockReset();
  vi.unstubAllGlobals();
  sessionStorage.clear();
  document.documentElement.removeAttribute("style");
});

function open(openEmbedded: () => Promise<typeof ROOM>) {
  const pages = (path: string, go: (path: string) => void) => (
    <>
      <h1>{path}</h1>
      <button type="button" onClick={() => go("/interview/int_1")}>
        start
      </button>
      <button type="button" onClick={() => go("/interview/int_1/done")}>
        end
      </button>
      <a href="/interview/status/link1">your page</a>
    </>
  );
  render(<Embedded embedToken="t1" pages={pages} calls={{ openEmbedded }} />);
}
const path = () => screen.findByRole("heading", { level: 1 });

it("opens the candidate's link and tells only the registered origin what happens", async () => {
  open(() => Promise.resolve(ROOM));
  await screen.findByText("/interview/join/link1");
  expect([stored(KEYS.token), stored(KEYS.sessionToken)]).toEqual(["link1", "s1"]);
  expect(document.documentElement.style.getPropertyValue("--act")).toBe("#0b6b3a");

  await userEvent.click(screen.getByText("start"));
  store(endedKey("int_1"), "connection_lost");
  await userEvent.click(screen.getByText("end"));

  expect((await path()).textContent).toBe("/interview/int_1/done");
  expect(heard()).toEqual([
    ["ready", ORIGIN, { source: "vivavoce", type: "ready" }],
    ["started", ORIGIN, { source: "vivavoce", type: "started" }],
    ["ended", ORIGIN, { source: "vivavoce", type: "ended", reason: "lost" }],
  ]);
});

it("follows links between the candidate's pages without leaving the frame's address", async () => {
  open(() => Promise.resolve(ROOM));
  const before = window.location.href;

  await userEvent.click(await screen.findByText("your page"));

  expect((await path()).textContent).toBe("/interview/status/link1");
  expect(window.location.href).toBe(before);
});

it("says why a token that was used before opens nothing, and tells its origin", async () => {
  const body = { code: "embed_token_not_usable", origin: ORIGIN };
  open(() => Promise.reject(new Problem(404, body)));

  await screen.findByText(/Reload the page to open the interview again/);
  expect(heard()).toEqual([
    ["error", ORIGIN, { source: "vivavoce", type: "error", code: "token_not_usable" }],
  ]);
});

it("tells no origin of a token that is not ours", async () => {
  open(() => Promise.reject(new Problem(404, { code: "embed_token_not_usable" })));

  await screen.findByText("The interview did not open");
  expect(posted).not.toHaveBeenCalled();
});
