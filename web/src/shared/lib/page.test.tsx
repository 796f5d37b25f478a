import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { useArrival } from "./page";

function Head({ title }: { title: string }) {
  const heading = useArrival(title);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {title}
    </h1>
  );
}

/** A page whose heading comes anew with its data, as where a skeleton gives way to the page. */
function Page({ title }: { title: string }) {
  return (
    <>
      <button type="button">Queue</button>
      <Head key={title} title={title} />
    </>
  );
}

const go = (path: string) => window.history.pushState(null, "", path);
const focused = () => document.activeElement?.textContent;

afterEach(cleanup);

describe("the heading of a page", () => {
  it("takes the focus on arrival, and again when it comes anew with the data", () => {
    go("/interviews/i1");
    const { rerender } = render(<Page title="Interview" />);
    expect(focused()).toBe("Interview");

    rerender(<Page title="Ada Lovelace" />);

    expect(focused()).toBe("Ada Lovelace");
  });

  it("leaves the focus where the reader has gone while the data came", () => {
    go("/interviews/i2");
    const { rerender } = render(<Page title="Interview" />);
    screen.getByRole("button").focus();

    rerender(<Page title="Ada Lovelace" />);

    expect(focused()).toBe("Queue");
  });

  it("takes the focus from a control of the page before", () => {
    go("/interviews/i3");
    const { rerender } = render(<Page title="Ada Lovelace" />);
    screen.getByRole("button").focus();
    go("/interviews/i4");

    rerender(<Page title="Grace Hopper" />);

    expect(focused()).toBe("Grace Hopper");
  });
});
