import { cleanup, render, screen } from "@testing-library/react";
import type { DetachedWindowAPI } from "happy-dom";
import { afterEach, expect, it } from "vitest";
import { Opening } from "./opening";

const GREETING =
  "Hello and welcome. I am a computer program, and I will ask you the questions in this interview. Please take your time.";
const { happyDOM } = window as unknown as { happyDOM: DetachedWindowAPI };

afterEach(() => {
  cleanup();
  happyDOM.setViewport({ width: 1024, height: 768 });
});

it("folds a long greeting where the window is low, and shows it whole where it is high", () => {
  happyDOM.setViewport({ width: 1440, height: 760 });
  render(<Opening text={GREETING} isGreeting />);
  expect(screen.getByText("Greeting").closest("details")?.open).toBe(false);

  cleanup();
  happyDOM.setViewport({ width: 1440, height: 1000 });
  render(<Opening text={GREETING} isGreeting />);

  expect(screen.queryByText("Greeting")).toBeNull();
  expect(screen.getByText(GREETING).closest("details")).toBeNull();
});

it("folds nothing that is short", () => {
  happyDOM.setViewport({ width: 1440, height: 760 });
  render(<Opening text="Thank you." isGreeting={false} />);

  expect(screen.getByText("Thank you.").closest("details")).toBeNull();
});
