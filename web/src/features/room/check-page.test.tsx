import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CheckPage } from "./check-page";
import { KEYS } from "./keys";

const check = () => render(<CheckPage token="tok" onReady={() => undefined} />);

describe("the sound check of an invitation", () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(cleanup);

  it("is the last step of three where a code was asked for, under the name of the company", async () => {
    sessionStorage.setItem(KEYS.token, "tok");
    sessionStorage.setItem(KEYS.company, "Larkfield");
    sessionStorage.setItem(KEYS.sessionToken, "st");
    check();

    expect(await screen.findByText("Step 3 of 3 · Sound check")).toBeDefined();
    expect(screen.getByText("Larkfield")).toBeDefined();
  });

  it("is the last of two without a code, and counts nothing where it was opened by itself", async () => {
    sessionStorage.setItem(KEYS.token, "tok");
    check();
    expect(await screen.findByText("Step 2 of 2 · Sound check")).toBeDefined();
    cleanup();

    sessionStorage.setItem(KEYS.token, "another");
    check();
    expect(await screen.findByText("Sound check")).toBeDefined();
    expect(screen.getByText("Your interview")).toBeDefined();
  });
});
