import { useEffect, useRef } from "react";

/** What the interviewer says beside a question; it comes into sight and is read out when it is new. */
export function TheRemark({ text }: { text: string }) {
  const place = useRef<HTMLParagraphElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text is what brings it into sight
  useEffect(() => {
    place.current?.scrollIntoView?.({ block: "nearest" });
  }, [text]);
  return (
    <p ref={place} aria-live="polite" className="mb-4 font-voice text-voice text-text2">
      {text}
    </p>
  );
}
