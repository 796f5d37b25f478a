import { SaidList } from "../parts/heard";
import { askedAt, askedNow, type Talk } from "../talk";
import { useIsPhone } from "./use-phone";

/** On a phone, what was said before the question stands above it, where scrolling up leads. */
export function Earlier({ talk }: { talk: Talk }) {
  const isPhone = useIsPhone();
  const at = askedAt(talk);
  if (!isPhone || at <= 0) return null;
  // What opened the question stands with it.
  const earlier = talk.said.slice(0, askedNow(talk)?.remark ? at - 1 : at);
  if (earlier.length === 0) return null;
  return (
    <section className="mb-6 border-b border-line pb-2">
      <SaidList said={earlier} />
    </section>
  );
}
