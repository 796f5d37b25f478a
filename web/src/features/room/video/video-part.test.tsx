import { act, cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeDial } from "@/shared/live/fake-socket";
import type { ClientFrame, ConsentFrame, ServerFrame } from "@/shared/live/frames";
import { Room } from "../room";

const FILM = { version: "video.1", text: "Your camera is recorded while you talk." };
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

/** A room in a tab that came through a door which offers a video. */
function enter(choice: boolean | null = null, video: typeof FILM | null = FILM) {
  sessionStorage.setItem("interview_token", "tok");
  if (video) sessionStorage.setItem("interview_video_text", JSON.stringify(video));
  const chosen = JSON.stringify({ token: "tok", version: FILM.version, isYes: choice });
  if (choice !== null) sessionStorage.setItem("interview_video_choice", chosen);
  const { dial, sockets } = fakeDial();
  render(
    <Room sessionId="int_1" onOver={vi.fn()} parts={{ dial, newId: () => "m", now: () => 0 }} />,
  );
  const says = (frame: ServerFrame) => act(() => sockets.at(-1)?.says(frame));
  const answers = (accepted: boolean | null, more: Partial<ConsentFrame> = {}) =>
    says({ type: "VIDEO_CONSENT", ...FILM, accepted, nextSeq: 0, recordingMs: 0, ...more });
  says(READY);
  return { sockets, says, answers, sent: () => ofVideo(sockets.at(-1)) };
}

/** What was sent except for the question whether the voice is recorded, which every room asks. */
const ofVideo = (socket: { sent: ClientFrame[] } | undefined) =>
  socket?.sent.filter((frame) => frame.type !== "VOICE_CONSENT");
const ASK = { type: "VIDEO_CONSENT" };
const YES = { type: "VIDEO_CONSENT", accepted: true, version: "video.1" };
const NO = { type: "VIDEO_CONSENT", accepted: false };
const box = () => screen.queryByRole<HTMLInputElement>("checkbox", { name: /^Also record video/ });

describe("a film beside the talk", () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(cleanup);

  it("is nothing at all where nobody is filmed", () => {
    const { sent } = enter(null, null);
    expect(sent()).toEqual([]);
    expect(box()).toBeNull();
  });

  it("is asked about and stays off until somebody ticks its box", async () => {
    const { sent, answers } = enter();
    answers(null);
    expect(sent()).toEqual([ASK]);
    expect(box()?.checked).toBe(false);

    await userEvent.click(box() as HTMLElement);
    expect(sent()).toEqual([ASK, YES]);
    expect(screen.queryByLabelText("Video recording")).toBeNull();
  });

  it("is agreed to with the version that was ticked at the door", () => {
    const { sent, answers } = enter(true);
    answers(null);
    expect(sent()).toEqual([ASK, YES]);
  });

  it("is asked about again where the words have changed since the door", () => {
    const { sent, answers } = enter(true);
    answers(null, { version: "video.2", text: "Other words." });
    expect(sent()).toEqual([ASK]);
    expect(screen.getByText("The text about video recording has changed.")).toBeTruthy();
    expect(screen.getByText(/Other words\./)).toBeTruthy();
    expect(box()?.checked).toBe(false);
  });

  it("never turns a no that was said elsewhere into a yes", () => {
    const { sent, answers } = enter(true);
    answers(false);
    expect(sent()).toEqual([ASK]);
    expect(box()?.checked).toBe(false);
  });

  it("does not open this page's camera because of a yes on another page", async () => {
    const { sent, answers } = enter();
    answers(true);
    expect(screen.queryByLabelText("Video recording")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Delete that video" }));
    expect(sent()).toEqual([ASK, { ...NO }]);
  });

  it("goes on without a picture where the browser has no camera, and can still be taken back", async () => {
    const { sent, answers } = enter(true);
    answers(null);
    answers(true);
    expect(await screen.findByText(/browser does not allow the camera/)).toBeTruthy();
    expect(screen.getByLabelText("Video recording").getAttribute("data-video")).toBe("no camera");

    await userEvent.click(screen.getByRole("button", { name: /^Stop and delete/ }));
    expect(screen.queryByLabelText("Video recording")).toBeNull();
    expect(sent()).toEqual([ASK, YES, NO]);
    answers(false);
    expect(screen.getByText("The camera is off, and the recording is deleted.")).toBeTruthy();
    expect(box()?.checked).toBe(false);
  });

  it("is taken back with the next line where this one is lost, and the camera is off meanwhile", async () => {
    const { sockets, answers, says } = enter(true);
    answers(null);
    answers(true);
    await screen.findByLabelText("Video recording");
    act(() => sockets[0]?.breaks(1006));
    await userEvent.click(screen.getByRole("button", { name: /^Stop and delete/ }));
    expect(screen.getByText(/deleted when you are connected again/)).toBeTruthy();

    act(() => void window.dispatchEvent(new Event("online")));
    says(READY);
    answers(true);
    expect(sockets).toHaveLength(2);
    expect(ofVideo(sockets[1])).toEqual([ASK, NO]);
    answers(false);
    expect(screen.getByText("The camera is off, and the recording is deleted.")).toBeTruthy();
  });

  it("is no more spoken of where the organisation films nobody any longer", async () => {
    const { answers, says } = enter();
    answers(null);
    await userEvent.click(box() as HTMLElement);
    says({ type: "ERROR", code: "video_not_offered", message: "No.", retryable: false });
    expect(box()).toBeNull();
    expect(screen.queryByText("No.")).toBeNull();
  });
});
