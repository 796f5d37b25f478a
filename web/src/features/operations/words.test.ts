import { describe, expect, it } from "vitest";
import {
  componentName,
  costWord,
  figureWord,
  groupName,
  type PriceDraft,
  priceOf,
  priceWord,
  refusedPrice,
  waitingWord,
} from "./words";

const DRAFT: PriceDraft = {
  provider: " api.openai.com ",
  model: "*",
  kind: "llm_in",
  dollars: "0,15",
  per: "1000000",
  day: "2030-01-01",
};

describe("a typed price", () => {
  it("is sent in the gateway's form, a decimal comma as a point", () => {
    expect(refusedPrice(DRAFT)).toEqual({});
    expect(priceOf(DRAFT)).toEqual({
      provider: "api.openai.com",
      model: "*",
      kind: "llm_in",
      dollars: "0.15",
      per: "1000000",
      validFrom: "2030-01-01T00:00:00Z",
    });
  });

  it("is refused field by field", () => {
    const wrong = { ...DRAFT, provider: " ", model: "", dollars: "-1", day: "" };
    expect(Object.keys(refusedPrice(wrong))).toEqual(["provider", "model", "dollars", "day"]);
    for (const dollars of ["", "free", "1.2.3", "0.0000000001", "$1"]) {
      expect(refusedPrice({ ...DRAFT, dollars })).toHaveProperty("dollars");
    }
  });
});

it("reads prices, groups and waiting events as words", () => {
  expect(priceWord(0.15, 1_000_000, "llm_in")).toBe("$0.15 per 1,000,000 tokens");
  expect(priceWord(0.0001, 1, "stt_s")).toBe("$0.0001 per second");
  expect(groupName("api-gateway-consumer")).toBe("API gateway consumer");
  expect([waitingWord(null, null), waitingWord(0, null), waitingWord(3, 12.4)]).toEqual([
    "Unknown",
    "None",
    "3, the oldest for 12 s",
  ]);
});

it("reads the figures of a certificate as words", () => {
  expect(figureWord({ value: 0.975, n: 39, m: 40 })).toBe("39 of 40");
  expect(figureWord({ value: 0.7046, n: null, m: null })).toBe("0.70");
  expect(figureWord({ value: null, n: 0, m: null })).toBe("none");
  expect(costWord({ calls: 1500, dollars: null })).toBe("1500 calls, cost unknown");
  expect(costWord({ calls: 1500, dollars: "1.42" })).toBe("1500 calls, $1.42");
});

it("names an engine for speech by what it does, and everything else as it is called", () => {
  expect(componentName("stt: pocketsphinx")).toBe("Speech to text: pocketsphinx");
  expect(componentName("tts: espeak")).toBe("Text to speech: espeak");
  expect(componentName("calls: Twilio")).toBe("calls: Twilio");
});
