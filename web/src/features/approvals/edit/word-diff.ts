export interface DiffPart {
  /** Where it stands among the parts. */
  at: number;
  text: string;
  kind: "same" | "added" | "removed";
}

/** The words of two texts as one line: what stayed, what went and what came, in reading order. */
export function wordDiff(before: string, after: string): DiffPart[] {
  const old = words(before);
  const now = words(after);
  const lengths = commonLengths(old, now);
  const parts: DiffPart[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      push(parts, "same", now[j] as string);
      i += 1;
      j += 1;
    } else if (
      i < old.length &&
      (j >= now.length || at(lengths, i + 1, j) >= at(lengths, i, j + 1))
    ) {
      push(parts, "removed", old[i] as string);
      i += 1;
    } else {
      push(parts, "added", now[j] as string);
      j += 1;
    }
  }
  return parts;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** For each pair of places, how many words the rests have in common. */
function commonLengths(old: string[], now: string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () =>
    new Array<number>(now.length + 1).fill(0),
  );
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const row = lengths[i] as number[];
      row[j] =
        old[i] === now[j]
          ? at(lengths, i + 1, j + 1) + 1
          : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
    }
  }
  return lengths;
}

const at = (lengths: number[][], i: number, j: number): number => lengths[i]?.[j] ?? 0;

function push(parts: DiffPart[], kind: DiffPart["kind"], word: string): void {
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += ` ${word}`;
  else parts.push({ at: parts.length, text: word, kind });
}
