import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useRowKeys } from "./rows";

function Page() {
  useRowKeys();
  return (
    <main>
      <button type="button">Before the list</button>
      <ul>
        <li>
          <input type="checkbox" aria-label="Select the first" />
          <a data-row href="/first">
            First
          </a>
        </li>
        <li data-row tabIndex={-1}>
          Second
        </li>
        <li>
          <a data-row href="/third">
            Third
          </a>
        </li>
      </ul>
    </main>
  );
}

const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const focused = () => document.activeElement?.textContent;

beforeEach(() => {
  render(<Page />);
});
afterEach(cleanup);

describe("the keys of a list", () => {
  it.each([
    ["j", "k"],
    ["ArrowDown", "ArrowUp"],
  ])("go from row to row with %s and %s, and stay at the ends", (next, previous) => {
    screen.getByRole("link", { name: "First" }).focus();

    const passed = [next, next, next, previous, previous, previous].map((key) => {
      press(key);
      return focused();
    });

    expect(passed).toEqual(["Second", "Third", "Third", "Second", "First", "First"]);
  });

  it("lead to the first row from elsewhere with J", () => {
    screen.getByRole("button").focus();

    press("j");

    expect(focused()).toBe("First");
  });

  it("leave the arrows to the browser outside the list, and use them beside a row's link", () => {
    screen.getByRole("button").focus();
    const isLeft = press("ArrowDown");

    expect([isLeft, focused()]).toEqual([true, "Before the list"]);
    screen.getByRole("checkbox").focus();
    press("ArrowDown");
    expect(focused()).toBe("Second");
  });
});
