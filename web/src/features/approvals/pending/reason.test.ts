import { describe, expect, it } from "vitest";
import { isReason } from "./reason";

describe("a reason", () => {
  it.each(["", " ", "1", "2 3", "x", "No.", "a b", "....", "duplicate", "1 2 3 4 5 6"])(
    "is not '%s'",
    (text) => {
      expect(isReason(text)).toBe(false);
    },
  );

  it.each(["Too slow.", "Wrong role.", "Turn 4 was missed.", "技术能力不足", "Не подходит"])(
    "is '%s'",
    (text) => {
      expect(isReason(text)).toBe(true);
    },
  );
});
