/** A person's own words with the gaps, `[add: …]`, marked as such. */
export function GapText({ text }: { text: string }) {
  return (
    <p className="mt-1 font-voice text-[1.15rem] leading-relaxed whitespace-pre-wrap">
      {text.split(/(\[[^\]]*\])/).map((piece, place) =>
        piece.startsWith("[") ? (
          <mark
            // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place
            key={place}
            className="rounded-sm border-b-2 border-tide bg-tidesoft px-1 text-tidetext"
          >
            {piece.slice(1, -1)}
          </mark>
        ) : (
          piece
        ),
      )}
    </p>
  );
}
