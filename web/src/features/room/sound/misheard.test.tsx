import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { ClientFrame } from "@/shared/live/frames";
import { newTalk, type Said, type Talk } from "../talk";
import type { Desk } from "./desk";
import { Misheard } from "./misheard";
import { newVoice } from "./voice";

const HEARD: Said = {
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
  const desk = {
    isCut: false,
    sent,
    send: (frame: ClientFrame) => {
      if (!desk.isCut) sent.push(frame);
      return !desk.isCut;
    },
  };
  return desk;
}

function putRight(desk: ReturnType<typeof aDesk>, words: string) {
  const talk: Talk = { ...newTalk(), said: [HEARD] };
  render(<Misheard talk={talk} voice={newVoice("spoken")} desk={desk as unknown as Desk} />);
  fireEvent.click(screen.getByText("Correct the text"));
  fireEvent.change(box(), { target: { value: words } });
  save();
}

const box = () => screen.getByLabelText("Your answer") as HTMLTextAreaElement;
const save = () => fireEvent.click(screen.getByText("Save answer"));

afterEach(cleanup);

it("says what was really said", () => {
  const desk = aDesk();

  putRight(desk, " I stopped the loading. ");

  expect(desk.sent).toEqual([{ type: "CORRECT", turn: 2, text: "I stopped the loading." }]);
  expect(screen.queryByLabelText("Your answer")).toBeNull();
});

it("keeps the words while the line is lost, and says so", () => {
  const desk = aDesk();
  desk.isCut = true;

  putRight(desk, "I stopped the loading.");

  expect(screen.getByRole("alert").textContent).toContain("You are disconnected.");
  expect(box().value).toBe("I stopped the loading.");
  desk.isCut = false;
  save();
  expect(desk.sent).toHaveLength(1);
  expect(screen.queryByLabelText("Your answer")).toBeNull();
});

it("does not take an empty box for a correction", () => {
  const desk = aDesk();

  putRight(desk, "  ");

  expect(screen.getByRole("alert").textContent).toContain("Enter what you said");
  expect(desk.sent).toEqual([]);
});
