import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { TimeLeft } from "./time-left";

afterEach(cleanup);

it.each([
  [0, "About 15 minutes left for 3 questions"],
  [1, "About 15 minutes left for 3 questions"],
  [2, "About 15 minutes left for 2 questions"],
  [3, "About 15 minutes left"],
])("counts from place %i no question more than there is", (index, words) => {
  render(
    <TimeLeft
      remaining={{ seconds: 900, at: Date.now() }}
      place={{ index, of: 3 }}
      isHidden={false}
    />,
  );

  expect(screen.getByText(words)).toBeDefined();
});
