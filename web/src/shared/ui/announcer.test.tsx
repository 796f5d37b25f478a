import { i18n } from "@lingui/core";
import { act, cleanup, render, screen } from "@testing-library/react";
import { useEffect } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Announcer, useAnnounce } from "./announcer";

function Says({ words }: { words: string }) {
  const say = useAnnounce();
  useEffect(() => say(words), [say, words]);
  return null;
}

const page = (words: string) => (
  <Announcer>
    <Says words={words} />
  </Announcer>
);
const announced = () => screen.getByRole("status").textContent;
const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe("what a page announces", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    cleanup();
    act(() => i18n.activate("en"));
    vi.useRealTimers();
  });

  it("says what came within three seconds together", async () => {
    const { rerender } = render(page("Ready to start."));
    expect(announced()).toBe("Ready to start.");
    rerender(page("Thinking."));
    rerender(page("Your turn."));
    expect(announced()).toBe("Ready to start.");

    await wait(3000);

    expect(announced()).toBe("Thinking. Your turn.");
  });

  it("drops the words of the language that is no longer chosen, and says the new ones", async () => {
    const { rerender } = render(page("Ready to start."));
    rerender(page("Your turn."));

    act(() => i18n.load("de", {}));
    act(() => i18n.activate("de"));

    expect(announced()).toBe("");
    rerender(page("Sie sind an der Reihe."));
    await wait(3000);
    expect(announced()).toBe("Sie sind an der Reihe.");
  });
});
