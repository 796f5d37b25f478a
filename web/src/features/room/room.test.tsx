import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeDial } from "@/shared/live/fake-socket";
import type { ServerFrame } from "@/shared/live/frames";
import { Room } from "./room";

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
const QUESTION: ServerFrame = {
  type: "TRANSCRIPT",
  seq: 1,
  role: "agent",
  text: "What did you do first?",
  final: true,
  turn: 1,
  kind: "question",
};

function enter(onOver = vi.fn()) {
  const { dial, sockets } = fakeDial();
  const ids = ["m1", "m2", "m3"];
  const page = render(
    <Room
      sessionId="int_1"
      onOver={onOver}
      parts={{ dial, newId: () => ids.shift() ?? "", now: () => 0 }}
    />,
  );
  const says = (frame: ServerFrame, place = sockets.length - 1) =>
    act(() => sockets[place]?.says(frame));
  return { sockets, says, onOver, page };
}

/** What was sent except for the question whether the voice is recorded, which every room asks. */
const acts = (socket: { sent: { type: string }[] } | undefined) =>
  socket?.sent.filter((frame) => frame.type !== "VOICE_CONSENT");
const texts = (socket: { sent: { type: string }[] } | undefined) =>
  socket?.sent.filter((frame) => frame.type === "TEXT");

describe("the room", () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(cleanup);

  it("asks for nothing before the candidate begins", async () => {
    const { sockets, says } = enter();
    says(READY);
    expect(acts(sockets[0])).toEqual([]);

    await userEvent.click(screen.getByRole("button", { name: "Start" }));

    expect(acts(sockets[0])).toEqual([{ type: "GREETING_REQUEST" }]);
  });

  it("shows the question as the heading and sends a typed answer by keyboard alone", async () => {
    const { sockets, says } = enter();
    says(READY);
    says(QUESTION);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("What did you do first?");

    screen.getByLabelText("Your answer").focus();
    await userEvent.keyboard("I stopped it.{Tab}{Enter}");

    expect(texts(sockets[0])).toEqual([
      { type: "TEXT", text: "I stopped it.", clientMessageId: "m1" },
    ]);
    expect(screen.getByLabelText<HTMLTextAreaElement>("Your answer").value).toBe("");
  });

  it("sends from the field with Ctrl+Enter, and says so beside it", async () => {
    const { sockets, says } = enter();
    says(READY);
    says(QUESTION);
    expect(screen.getByText("Press Ctrl+Enter to send.")).toBeDefined();

    await userEvent.type(screen.getByLabelText("Your answer"), "I stopped it.{Enter}Then I");
    expect(texts(sockets[0])).toEqual([]);
    await userEvent.keyboard("{Control>}{Enter}{/Control}");

    expect(texts(sockets[0])).toMatchObject([{ text: "I stopped it.\nThen I" }]);
  });

  it("says before it ends what is lost: an unsent answer, and the application without any", async () => {
    const { says } = enter();
    says(READY);
    says(QUESTION);
    await userEvent.type(screen.getByLabelText("Your answer"), "I stopped it.");

    await userEvent.click(screen.getByRole("button", { name: "End interview" }));
    const dialog = screen.getByRole("dialog");
    expect(dialog.textContent).toContain("The answer in the field has not been sent.");
    expect(dialog.textContent).toContain("If you end now, you withdraw your application.");
    await userEvent.click(screen.getByRole("button", { name: "Keep going" }));

    await userEvent.click(screen.getByRole("button", { name: "Send answer" }));
    await userEvent.click(screen.getByRole("button", { name: "End interview" }));
    expect(screen.getByRole("dialog").textContent).toContain("Your answers so far are kept.");
    expect(screen.getByRole("dialog").textContent).not.toContain("withdraw");
  });

  it("sends an unconfirmed answer again, under the same id, when the line is back", async () => {
    const { sockets, says } = enter();
    says(READY);
    says(QUESTION);
    await userEvent.type(screen.getByLabelText("Your answer"), "I stopped it.");
    await userEvent.click(screen.getByRole("button", { name: "Send answer" }));
    act(() => sockets[0]?.breaks(1006));
    expect(screen.getByText(/saved and will be sent when you are connected again/)).toBeDefined();

    await act(async () => void window.dispatchEvent(new Event("online")));
    says({ ...READY, lastSeq: 1 } as ServerFrame);

    expect(sockets[1]?.address).toContain("lastEventId=1");
    expect(texts(sockets[1])).toEqual(texts(sockets[0]));
  });

  it("keeps an unsent answer and the draft over a reload", async () => {
    const first = enter();
    first.says(READY);
    first.says(QUESTION);
    await userEvent.type(screen.getByLabelText("Your answer"), "One.");
    await userEvent.click(screen.getByRole("button", { name: "Send answer" }));
    await userEvent.type(screen.getByLabelText("Your answer"), "Tw");
    first.page.unmount();

    const second = enter();
    second.says({ ...READY, lastSeq: 1 } as ServerFrame);
    second.says(QUESTION);

    expect(texts(second.sockets[0])).toMatchObject([{ text: "One.", clientMessageId: "m1" }]);
    expect(screen.getByLabelText<HTMLTextAreaElement>("Your answer").value).toBe("Tw");
  });

  it("does not send an empty answer, and says so", async () => {
    const { sockets, says } = enter();
    says(READY);
    says(QUESTION);

    await userEvent.click(screen.getByRole("button", { name: "Send answer" }));

    expect(screen.getByRole("alert").textContent).toContain("Enter an answer");
    expect(texts(sockets[0])).toEqual([]);
  });

  it("keeps an answer that is too long for one message, and says so", async () => {
    const { sockets, says } = enter();
    says(READY);
    says(QUESTION);
    const box = screen.getByLabelText<HTMLTextAreaElement>("Your answer");
    fireEvent.change(box, { target: { value: "ä".repeat(8193) } });

    await userEvent.click(screen.getByRole("button", { name: "Send answer" }));

    expect(screen.getByRole("alert").textContent).toContain("too long to send at once");
    expect(texts(sockets[0])).toEqual([]);
    expect(box.value).toHaveLength(8193);
  });

  it("skips only after it was said what skipping means", async () => {
    const { sockets, says } = enter();
    says(READY);
    says(QUESTION);

    await userEvent.click(screen.getByRole("button", { name: "Skip" }));
    expect(acts(sockets[0])).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Skip question" }));

    expect(acts(sockets[0])).toEqual([{ type: "SKIP" }]);
  });

  it("stands still for a moment and goes on, without losing the keyboard's place", async () => {
    const { sockets, says } = enter();
    says(READY);
    says(QUESTION);

    screen.getByRole("button", { name: "Take a moment" }).focus();
    await userEvent.keyboard("{Enter}");
    expect(screen.getByText("Paused.")).toBeDefined();
    expect(document.activeElement?.textContent).toContain("Continue");
    await userEvent.keyboard("{Enter}");

    expect(document.activeElement).toBe(screen.getByLabelText("Your answer"));
    expect(acts(sockets[0])).toEqual([{ type: "PAUSE" }, { type: "RESUME" }]);
  });

  it("asking for consent where the door did not", async () => {
    const { sockets, says } = enter();
    says(READY);
    says({ type: "CONSENT", seq: 1, text: "What you type is kept.", version: "4" });
    expect(screen.queryByRole("button", { name: "Start" })).toBeNull();

    await userEvent.click(screen.getByRole("button", { name: "I agree, continue" }));

    expect(acts(sockets[0])).toEqual([{ type: "CONSENT", accepted: true }]);
  });

  it("ends without agreement only after it was said what that means", async () => {
    const { sockets, says } = enter();
    says(READY);
    says({ type: "CONSENT", seq: 1, text: "What you type is kept.", version: "4" });

    await userEvent.click(screen.getByRole("button", { name: "I do not agree" }));
    expect(acts(sockets[0])).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "End without agreeing" }));

    expect(acts(sockets[0])).toEqual([{ type: "CONSENT", accepted: false }]);
  });

  it("connects at once when asked to, instead of after the wait", async () => {
    const { sockets, says } = enter();
    says(READY);
    says(QUESTION);
    act(() => sockets[0]?.breaks(1006));

    await userEvent.click(screen.getByRole("button", { name: "Try now" }));

    expect(sockets).toHaveLength(2);
    expect(screen.getByRole("button", { name: "Connecting…" })).toBeDefined();
    says({ ...READY, lastSeq: 1 } as ServerFrame);
    expect(screen.queryByRole("button", { name: /Try now|Connecting/ })).toBeNull();
  });

  it("gives way to another device and can come back", async () => {
    const { sockets, says } = enter();
    says(READY);
    act(() => sockets[0]?.breaks(4409));

    await userEvent.click(screen.getByRole("button", { name: "Continue here" }));

    expect(sockets).toHaveLength(2);
  });

  it("leaves for the end, keeping what was said", () => {
    const { says, onOver } = enter();
    says(READY);
    says(QUESTION);

    says({ type: "ENDED", seq: 2, reason: "completed" });

    expect(onOver).toHaveBeenCalled();
    expect(sessionStorage.getItem("interview_heard_int_1")).toContain("What did you do first?");
  });

  it("goes on in writing where the browser has no sound to open", async () => {
    const { sockets, says } = enter();
    says(READY);
    says(QUESTION);

    await userEvent.click(screen.getByRole("button", { name: "Switch to speaking" }));

    // The part that speaks is fetched first.
    const patient = { timeout: 8000 };
    await screen.findByText("This browser cannot play the sound.", {}, patient);
    expect(screen.getByLabelText("Your answer")).toBeDefined();
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
    expect(acts(sockets[0])).toEqual([]);
    expect(sessionStorage.getItem("interview_how")).toBe("type");
  });

  it("shows a spoken answer that was put right once, in its own words", () => {
    const { says } = enter();
    says(READY);
    says(QUESTION);
    const heard = { ...QUESTION, seq: 2, turn: 2, role: "candidate", kind: "answer" };
    says({ ...heard, text: "I stopped the leaf." } as ServerFrame);

    says({ ...heard, seq: 3, text: "I stopped the lift." } as ServerFrame);

    expect(screen.getByRole("log", { hidden: true }).textContent).toContain("the lift");
    expect(screen.getByRole("log", { hidden: true }).textContent).not.toContain("the leaf");
  });

  it("takes back what was said to an answer that went on", () => {
    const { says } = enter();
    says(READY);
    says(QUESTION);
    const heard = { ...QUESTION, seq: 2, turn: 2, role: "candidate", kind: "answer" };
    says({ ...heard, text: "I stopped it." } as ServerFrame);
    says({ ...QUESTION, seq: 3, turn: 3, text: "And then?" } as ServerFrame);

    says({ ...heard, seq: 4, text: "I stopped it and rang.", dropped: [3] } as ServerFrame);

    const heading = screen.getByRole("heading", { level: 1 });
    expect(heading.textContent).toBe("What did you do first?");
    expect(screen.getByText("Thinking.")).toBeDefined();
  });

  it("speaks the question once and leaves the transcript silent", () => {
    const { says } = enter();
    says(READY);
    says(QUESTION);

    expect(screen.getByRole("log", { hidden: true }).getAttribute("aria-live")).toBe("off");
    expect(screen.getByRole("status").textContent).toBe(
      "The interviewer asks: What did you do first?",
    );
  });
});
