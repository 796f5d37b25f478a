import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { useStops } from "./stops";

function Page() {
  useStops();
  return (
    <main>
      <h1 tabIndex={-1}>Title</h1>
      <details>
        <summary>First</summary>
      </details>
      <details open>
        <summary>Second</summary>
        <a href="#inside">Inside</a>
      </details>
      <button type="button">Between</button>
      <a href="#third" data-stop>
        Third
      </a>
    </main>
  );
}

/** Press a key where the focus is; returns whether the browser still does what it does with the key. */
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const focused = () => document.activeElement?.textContent;

afterEach(cleanup);

describe("J and K", () => {
  it.each([
    ["Title", "j", "First"],
    ["First", "j", "Second"],
    ["Inside", "j", "Third"],
    ["Inside", "k", "Second"],
    ["Between", "j", "Third"],
    ["Between", "k", "Second"],
    ["Third", "j", "Third"],
    ["First", "k", "First"],
  ])("from %s, %s goes to %s", (from, key, to) => {
    render(<Page />);
    screen.getByText(from).focus();

    press(key);

    expect(focused()).toBe(to);
  });

  it("begin with the first part where nothing has the focus", () => {
    render(<Page />);

    press("j");

    expect(focused()).toBe("First");
  });
});

describe("Escape", () => {
  it("closes the part around the focus, and does nothing else", () => {
    render(<Page />);
    screen.getByText("Inside").focus();

    expect(press("Escape")).toBe(false);

    expect(screen.getByText("Second").closest("details")?.open).toBe(false);
    expect(focused()).toBe("Second");
  });

  it("is left to the browser where no part is open around the focus", () => {
    render(<Page />);
    screen.getByText("Between").focus();

    expect(press("Escape")).toBe(true);
  });
});
