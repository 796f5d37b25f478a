import { describe, expect, it } from "vitest";
import { sendKeys, sendKeysHint } from "./keys";

describe("the keys that send a field", () => {
  it("are named as the machine calls them", () => {
    expect(sendKeys("MacIntel")).toBe("Command+Enter");
    expect(sendKeys("Win32")).toBe("Ctrl+Enter");
  });

  it("stand beside the field", () => {
    expect(sendKeysHint()).toBe("Press Ctrl+Enter to send.");
  });
});
