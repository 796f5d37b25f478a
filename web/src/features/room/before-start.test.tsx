import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BeforeStart } from "./before-start";
import { PRACTICE, RoomKindIs } from "./kind";
import { choiceAt } from "./video/offer";

const TERMS = {
  consent: { version: "practice.1", text: "What you say is kept." },
  voice: { isOffered: true, isReadAloud: true, answerMode: "draft" },
  recording: { version: "voice.1", text: "Your microphone is recorded." },
} as const;

/** The page before a practice session, with the box for the voice ticked. */
async function ticked() {
  const onIn = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RoomKindIs value={PRACTICE}>
        <BeforeStart
          sessionId="int_1"
          words={PRACTICE.beforeStart}
          ask={async () => TERMS}
          onIn={onIn}
          closed={null}
        />
      </RoomKindIs>
    </QueryClientProvider>,
  );
  await userEvent.click(await screen.findByRole("radio", { name: /^Speak/ }));
  await userEvent.click(screen.getByRole("checkbox", { name: /^Keep a recording of my voice/ }));
  return onIn;
}

const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const choice = () => choiceAt("voice", "int_1")?.isYes;

describe("a yes to a recording of the voice", () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(cleanup);

  it("is kept for a person who goes in to speak", async () => {
    const onIn = await ticked();
    await press(PRACTICE.beforeStart.check);
    await screen.findByRole("heading", { name: "Test your microphone" });
    await press("Continue");

    expect(onIn).toHaveBeenCalledOnce();
    expect(choice()).toBe(true);
  });

  it("is dropped where they choose to type after all", async () => {
    const onIn = await ticked();
    await userEvent.click(screen.getByRole("radio", { name: /^Type/ }));
    await press(PRACTICE.beforeStart.begin);

    expect(onIn).toHaveBeenCalledOnce();
    expect(choice()).toBeUndefined();
  });

  it("is dropped where they leave the sound check to type", async () => {
    const onIn = await ticked();
    await press(PRACTICE.beforeStart.check);
    await screen.findByRole("heading", { name: "Test your microphone" });
    await press("Type instead");

    expect(onIn).toHaveBeenCalledOnce();
    expect(choice()).toBeUndefined();
  });
});
