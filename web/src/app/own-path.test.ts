import { expect, it } from "vitest";
import { ownPath } from "./own-path";

it.each([
  ["/interviews/i1/plan", "/interviews/i1/plan"],
  ["/", "/"],
  [undefined, "/queue"],
  ["", "/queue"],
  ["//elsewhere.example", "/queue"],
  ["/\\elsewhere.example", "/queue"],
  ["https://elsewhere.example", "/queue"],
])("takes %s to %s after signing in", (next, path) => {
  expect(ownPath(next)).toBe(path);
});
