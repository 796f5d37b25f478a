import { TranscriptList } from "../parts/transcript-so-far";
import { askedAt, askedNow, type RoomSession } from "../session";
import { useIsPhone } from "./use-phone";

/** On a phone, what was said before the question stands above it, where scrolling up leads. */
export function Earlier({ session }: { session: RoomSession }) {
  const isPhone = useIsPhone();
  const at = askedAt(session);
  if (!isPhone || at <= 0) return null;
  // What opened the question stands with it.
  const earlier = session.said.slice(0, askedNow(session)?.remark ? at - 1 : at);
  if (earlier.length === 0) return null;
  return (
    <section className="mb-6 border-b border-line pb-2">
      <TranscriptList said={earlier} />
    </section>
  );
}
