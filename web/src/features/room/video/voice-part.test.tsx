import { act, cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeDial } from "@/shared/live/fake-socket";
import type { ServerFrame } from "@/shared/live/frames";
import { PRACTICE, RoomKindIs } from "../kind";
import { rememberOffer } from "../offer";
import { Room } from "../room";
import { storeChoice } from "./offer";
import { RecordingChoice } from "./recording-choice";

const TEXT = {
  version: "voice.1",
  text: "Your microphone is recorded while the interview listens.",
};
const READY: ServerFrame = {
  type: "READY",
  sessionId: "int_1",
  state: "in_progress",
  lastSeq: 0,
  position: "Welder",
  companyName: "Larkfield",
  question: { index: 1, of: 3 },
  remainingSeconds: 900,
};

/** A room in a tab; its link offers a recording of the voice, or does not. */
function enter({ isOffered }: { isOffered: boolean }) {
  sessionStorage.setItem("interview_token", "tok");
  if (isOffered) sessionStorage.setItem("interview_voice_text", JSON.stringify(TEXT));
  return opened();
}

/** The room of someone who practices, where voice is available or is not. */
function practice({ isSpoken = true } = {}) {
  rememberOffer({
    isOffered: isSpoken,
    isReadAloud: false,
    answerMode: isSpoken ? "draft" : "typed",
  });
  return opened(PRACTICE);
}

function opened(kind?: typeof PRACTICE) {
  const { dial, sockets } = fakeDial();
  const room = (
    <Room sessionId="int_1" onOver={vi.fn()} parts={{ dial, newId: () => "m", now: () => 0 }} />
  );
  render(kind ? <RoomKindIs value={kind}>{room}</RoomKindIs> : room);
  const says = (frame: ServerFrame) => act(() => sockets.at(-1)?.says(frame));
  const answers = (accepted: boolean | null) => says({ type: "VOICE_CONSENT", ...TEXT, accepted });
  says(READY);
  return { answers, sent: () => sockets.at(-1)?.sent };
}

/** The box on the page before the room, as it is ticked or unticked there. */
function chosenBefore(isYes: boolean) {
  const page = render(<RecordingChoice kind="voice" token="tok" offered={TEXT} />);
  act(() => page.getByRole("checkbox").click());
  expect(page.getByRole("checkbox")).toHaveProperty("checked", isYes);
  page.unmount();
}

const NO = { type: "VOICE_CONSENT", accepted: false };
const bar = () => screen.queryByLabelText("Recording of your voice");
const box = () => screen.queryByRole("checkbox", { name: /^Keep a recording of my voice/ });

describe("a recording of the voice", () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(cleanup);

  it("is shown and can be stopped where it was agreed to and is offered no longer", async () => {
    const { answers, sent } = enter({ isOffered: false });
    expect(sent()).toEqual([{ type: "VOICE_CONSENT" }]);
    answers(true);
    expect(bar()?.textContent).toContain("Your voice is recorded.");

    await userEvent.click(screen.getByRole("button", { name: /^Stop and delete/ }));
    expect(sent()?.at(-1)).toEqual(NO);
    answers(false);
    expect(screen.getByText("The recording of your voice is deleted.")).toBeTruthy();
  });

  it("is not spoken of where it is not offered and was not agreed to", () => {
    const { answers } = enter({ isOffered: false });
    answers(null);
    expect(bar()).toBeNull();
    expect(box()).toBeNull();
  });

  it("is shown where it was agreed to on another page", () => {
    const { answers } = enter({ isOffered: true });
    answers(true);
    expect(bar()?.textContent).toContain("Your voice is recorded.");
    expect(box()).toBeNull();
  });

  it("is stopped where the box was unticked before the room, and deleted", () => {
    chosenBefore(true);
    chosenBefore(false);
    const { answers, sent } = enter({ isOffered: true });
    answers(true);

    expect(sent()?.at(-1)).toEqual(NO);
    expect(bar()).toBeNull();
    expect(screen.getByText("The recording of your voice is being deleted.")).toBeTruthy();
    answers(false);
    expect(screen.queryByText("The recording of your voice is being deleted.")).toBeNull();
    expect(screen.getAllByText("The recording of your voice is deleted.")).not.toHaveLength(0);
  });

  it("is not started by a box ticked before the room after it was stopped, which the room says", async () => {
    chosenBefore(true);
    const { answers, sent } = enter({ isOffered: true });
    answers(false);

    expect(sent()).toHaveLength(1);
    expect(bar()).toBeNull();
    expect(screen.getByText("Your voice is not recorded.")).toBeTruthy();
    await userEvent.click(box() as HTMLElement);
    expect(sent()?.at(-1)).toEqual({ ...NO, accepted: true, version: TEXT.version });
    expect(screen.queryByText("Your voice is not recorded.")).toBeNull();
  });

  it("leads a keyboard user on from the question once the box is gone", async () => {
    const { answers } = enter({ isOffered: true });
    answers(null);
    box()?.focus();
    await userEvent.keyboard(" ");
    answers(true);

    expect(box()).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
  });
});

describe("a recording of the voice in practice", () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(cleanup);

  it("is offered unticked, and agreed to in the room", async () => {
    const { answers, sent } = practice();
    expect(sent()).toEqual([{ type: "VOICE_CONSENT" }]);
    answers(null);
    expect(box()).toHaveProperty("checked", false);
    expect(screen.getByText("I can listen to my answers in my review.")).toBeTruthy();
    expect(sent()).toHaveLength(1);

    await userEvent.click(box() as HTMLElement);
    expect(sent()?.at(-1)).toEqual({ ...NO, accepted: true, version: TEXT.version });
    answers(true);
    await userEvent.click(screen.getByRole("button", { name: /^Stop and delete/ }));
    expect(sent()?.at(-1)).toEqual(NO);
  });

  it("begins by itself where it was agreed to before the start of this session", () => {
    sessionStorage.setItem("interview_voice_text", JSON.stringify(TEXT));
    storeChoice("voice", "int_1", TEXT.version, true);
    const { answers, sent } = practice();
    answers(null);
    expect(sent()?.at(-1)).toEqual({ ...NO, accepted: true, version: TEXT.version });
  });

  it("does not begin with a yes that was said in another session", () => {
    sessionStorage.setItem("interview_voice_text", JSON.stringify(TEXT));
    storeChoice("voice", "int_2", TEXT.version, true);
    const { answers, sent } = practice();
    answers(null);
    expect(sent()).toHaveLength(1);
  });

  it("is not offered where nobody can speak", () => {
    const { answers } = practice({ isSpoken: false });
    answers(null);
    expect(box()).toBeNull();
  });
});
