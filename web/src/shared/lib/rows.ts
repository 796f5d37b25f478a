import { useKeys } from "./keys";

/**
 * Have J and K, and the arrows within a list, move the focus between the rows of the page.
 *
 * What takes the focus in a row is the element with `data-row`. The ends hold it. From elsewhere on the page, J
 * goes to the first row, and the arrows keep scrolling.
 */
export function useRowKeys(): void {
  useKeys({
    j: () => moveToRow(1),
    k: () => moveToRow(-1),
    arrowdown: () => isOnRow() && moveToRow(1),
    arrowup: () => isOnRow() && moveToRow(-1),
  });
}

const rows = () => [...document.querySelectorAll<HTMLElement>("main [data-row]")];
const placeOf = () =>
  rows().findIndex((row) => row.closest("li, tr")?.contains(document.activeElement));
const isOnRow = () => placeOf() >= 0;

function moveToRow(step: 1 | -1): boolean {
  const all = rows();
  all[Math.min(all.length - 1, Math.max(0, placeOf() + step))]?.focus();
  return all.length > 0;
}
