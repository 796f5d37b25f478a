/** Open the folded parts around an element: what is in a closed one can neither be seen nor take the focus. */
export function unfold(element: Element | null): void {
  const part = element?.closest("details");
  if (!part) return;
  part.open = true;
  unfold(part.parentElement);
}
