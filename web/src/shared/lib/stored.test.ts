import { afterEach, expect, it, vi } from "vitest";
import { isStorageOpen, store, stored } from "./stored";

afterEach(() => vi.unstubAllGlobals());

it("keeps values in the tab", () => {
  store("a", "1");
  expect([sessionStorage.getItem("a"), stored("a"), isStorageOpen()]).toEqual(["1", "1", true]);
  store("a", null);
  expect(stored("a")).toBeNull();
});

it("keeps values in the page where the browser refuses storage, as it may in a frame", () => {
  const refuse = () => {
    throw new DOMException("refused", "SecurityError");
  };
  vi.stubGlobal("sessionStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });

  store("b", "2");
  expect(stored("b")).toBe("2");
  store("b", null);
  expect(stored("b")).toBeNull();
});
