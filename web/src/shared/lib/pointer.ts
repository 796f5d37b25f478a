import type { PointerEvent } from "react";

/** Whether a person moved the pointer: under one that rests, a scrolling page moves as well. */
export function isMoved(event: PointerEvent): boolean {
  return event.movementX !== 0 || event.movementY !== 0;
}
