import { useKeys } from "./keys";

/**
 * Have J and K move the focus between what can be opened on a page: folded parts, and links with `data-stop`.
 *
 * Enter opens it, as everywhere; Esc closes the part around the focus.
 */
export function useStops(): void {
  useKeys({ j: () => move(1), k: () => move(-1), escape: close });
}

function move(step: number): void {
  const stops = [
    ...document.querySelectorAll<HTMLElement>("main summary, main [data-stop]"),
  ].filter((each) => each.checkVisibility?.() ?? true);
  const at = stops.indexOf(document.activeElement as HTMLElement);
  stops[Math.min(stops.length - 1, Math.max(0, at + step))]?.focus();
}

function close(): void {
  const open = document.activeElement?.closest<HTMLDetailsElement>("main details[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary")?.focus();
}
