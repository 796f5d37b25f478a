/**
 * Move the focus to the next row of a list, or with -1 to the previous one; from elsewhere, to the first.
 *
 * What takes the focus in a row is the element with `data-row`. The ends hold it.
 */
export function moveToRow(list: HTMLElement | null, step: 1 | -1): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const at = rows.findIndex((row) => row.closest("li, tr")?.contains(document.activeElement));
  rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
}
