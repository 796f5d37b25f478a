import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { ClientFrame } from "@/shared/live/frames";
import { newRoomSession, type RoomSession, type TranscriptEntry } from "../session";
import { AnswerCorrection } from "./answer-correction";
import { newVoice } from "./voice";
import type { VoiceSession } from "./voice-session";

const HEARD: TranscriptEntry = {
  seq: 2,
  role: "candidate",
  text: "I stopped the rolling.",
  turn: 2,
  kind: "answer",
  parentTurn: null,
};

/** A desk whose line can be cut. */
function aDesk() {
  const sent: ClientFrame[] = [];
  const voiceSession = {
    isDisconnected: false,
    sent,
    send: (frame: ClientFrame) => {
      if (!voiceSession.isDisconnected) sent.push(frame);
      return !voiceSession.isDisconnected;
    },
  };
  return voiceSession;
}

function putRight(voiceSession: ReturnType<typeof aDesk>, words: string) {
  const session: RoomSession = { ...newRoomSession(), said: [HEARD] };
  render(
    <AnswerCorrection
      session={session}
      voice={newVoice("spoken")}
      voiceSession={voiceSession as unknown as VoiceSession}
    />,
  );
  fireEvent.click(screen.getByText("Correct the text"));
  fireEvent.change(box(), { target: { value: words } });
  save();
}

const box = () => screen.getByLabelText("Your answer") as HTMLTextAreaElement;
const save = () => fireEvent.click(screen.getByText("Save answer"));

afterEach(cleanup);

it("says what was really said", () => {
  const voiceSession = aDesk();

  putRight(voiceSession, " I stopped the loading. ");

  expect(voiceSession.sent).toEqual([{ type: "CORRECT", turn: 2, text: "I stopped the loading." }]);
  expect(screen.queryByLabelText("Your answer")).toBeNull();
});

it("keeps the words while the line is lost, and says so", () => {
  const voiceSession = aDesk();
  voiceSession.isDisconnected = true;

  putRight(voiceSession, "I stopped the loading.");

  expect(screen.getByRole("alert").textContent).toContain("You are disconnected.");
  expect(box().value).toBe("I stopped the loading.");
  voiceSession.isDisconnected = false;
  save();
  expect(voiceSession.sent).toHaveLength(1);
  expect(screen.queryByLabelText("Your answer")).toBeNull();
});

it("does not take an empty box for a correction", () => {
  const voiceSession = aDesk();

  putRight(voiceSession, "  ");

  expect(screen.getByRole("alert").textContent).toContain("Enter what you said");
  expect(voiceSession.sent).toEqual([]);
});
