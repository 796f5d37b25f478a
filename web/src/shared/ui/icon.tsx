import type { LucideIcon } from "lucide-react";

/** A picture beside a word; it never stands alone, so it has no name of its own. */
export function Icon({ of: Drawing, small = false }: { of: LucideIcon; small?: boolean }) {
  const size = small ? 15 : 18;
  return (
    <Drawing size={size} strokeWidth={small ? 2 : 1.75} aria-hidden="true" className="shrink-0" />
  );
}
