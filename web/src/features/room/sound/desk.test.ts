import { expect, it } from "vitest";
import type { LineListener } from "../use-talk";
import { Desk } from "./desk";

it("hears the line only while it stands, so that one thrown away by the page says nothing", () => {
  const listeners = new Set<LineListener>();
  const desk = new Desk(undefined, {
    line: {
      send: () => true,
      sendSound: () => true,
      listen: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    tell: () => undefined,
    now: () => 0,
    onRefused: () => undefined,
  });
  expect(listeners.size).toBe(0);

  void desk.start();
  expect([...listeners]).toEqual([desk]);

  desk.close();
  expect(listeners.size).toBe(0);
});
