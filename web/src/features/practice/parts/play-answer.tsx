import { PlayWords } from "@/shared/voice/voice";

/** Plays what the person said in answer to a question, turn by turn; nothing where no sound is stored. */
export function PlayAnswer({ turns }: { turns: number[] }) {
  return (
    <span className="mt-2 flex flex-wrap gap-2 empty:hidden print:hidden">
      {turns.map((turn) => (
        <PlayWords key={turn} turn={turn} />
      ))}
    </span>
  );
}
