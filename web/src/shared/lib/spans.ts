export interface Piece {
  /** Where it begins in the whole, in code points. */
  at: number;
  text: string;
  isMarked: boolean;
}

/** Cut a turn at a span of code points, which is how evidence counts. */
export function spanned(text: string, start: number, end: number): Piece[] {
  return spannedBy(text, [{ start, end }]);
}

/** Cut a turn at several spans; where they overlap the later one gives way. */
export function spannedBy(text: string, spans: { start: number; end: number }[]): Piece[] {
  const points = [...text];
  const cut: Piece[] = [];
  let at = 0;
  const add = (from: number, to: number, isMarked: boolean) => {
    const part = points.slice(from, to).join("");
    if (part) cut.push({ at: from, text: part, isMarked });
  };
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    if (start < at || end <= start) continue;
    add(at, start, false);
    add(start, end, true);
    at = end;
  }
  add(at, points.length, false);
  return cut;
}
