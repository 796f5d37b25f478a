import { useKeys } from "./keys";

/**
 * Have J and K move the focus between what can be opened on a page: folded parts, and links with `data-stop`.
 *
 * From elsewhere on the page they go to the nearest one. Enter opens it, as everywhere; Esc closes the part
 * around the focus.
 */
export function useStops(): void {
  useKeys({ j: () => move(1), k: () => move(-1), escape: close });
}

function move(step: 1 | -1): void {
  const from = document.activeElement ?? document.body;
  const stops = [
    ...document.querySelectorAll<HTMLElement>("main summary, main [data-stop]"),
  ].filter((each) => each.checkVisibility?.() ?? true);
  const isOn = (side: number) => (stop: Node) => (from.compareDocumentPosition(stop) & side) !== 0;
  const next =
    step === 1
      ? stops.find(isOn(Node.DOCUMENT_POSITION_FOLLOWING))
      : stops.findLast(isOn(Node.DOCUMENT_POSITION_PRECEDING));
  next?.focus();
}

function close(): boolean {
  const open = document.activeElement?.closest<HTMLDetailsElement>("main details[open]");
  if (!open) return false;
  open.open = false;
  open.querySelector("summary")?.focus();
  return true;
}
