import { i18n } from "@lingui/core";
import { afterEach, describe, expect, it } from "vitest";
import { messages as german } from "@/locales/console/de.po";
import { partsOf, placeholderName, withReadNames, withStoredNames } from "./placeholder-names";

const STORED = "Hello {{CANDIDATE_NAME}}, {{INTERVIEW_LINK}} until {{LINK_EXPIRES}}.";

describe("the names of placeholders", () => {
  afterEach(() => i18n.activate("en"));

  it("are words for the reader, and are stored under their own names", () => {
    expect(withReadNames(STORED)).toBe(
      "Hello {{Candidate’s name}}, {{Link to the interview}} until {{End of the link}}.",
    );
    expect(withStoredNames(withReadNames(STORED))).toBe(STORED);
    expect(placeholderName("{{CODE}}")).toBe("One-time code");
  });

  it("are read in German, and stored the same", () => {
    i18n.load("de", german);
    i18n.activate("de");

    expect(withReadNames(STORED)).toContain("{{Link zum Interview}}");
    expect(withStoredNames(withReadNames(STORED))).toBe(STORED);
  });

  it("stay as they were written where they are not known, for the service to refuse", () => {
    expect(withStoredNames("{{NAEM}} {{ One-time code }} {{")).toBe("{{NAEM}} {{CODE}} {{");
    expect(withReadNames("{{NAEM}}")).toBe("{{NAEM}}");
  });

  it("are parts of a text of their own", () => {
    expect(partsOf("{{A}} and {{B}}")).toEqual([
      { at: 0, text: "{{A}}", isPlaceholder: true },
      { at: 5, text: " and ", isPlaceholder: false },
      { at: 10, text: "{{B}}", isPlaceholder: true },
    ]);
  });
});
