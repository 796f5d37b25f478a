import type { ComponentProps } from "react";
import { inputLook } from "@/shared/ui/field";
import { partsOf, withReadNames, withStoredNames } from "../placeholder-names";

interface PlaceholderTextProps extends Omit<ComponentProps<"textarea">, "value" | "onChange"> {
  /** The text as it is stored. */
  text: string;
  onText: (text: string) => void;
}

/** A text box as high as its text. Its placeholders have the names that people read, on a ground of their own. */
export function PlaceholderText({ text, onText, ...control }: PlaceholderTextProps) {
  const read = withReadNames(text);
  return (
    <div className="grid *:col-start-1 *:row-start-1">
      {/* The same text behind the box gives it its height, and each placeholder its ground. */}
      <p
        aria-hidden="true"
        className={`${inputLook} pointer-events-none whitespace-pre-wrap [overflow-wrap:anywhere] forced-colors:invisible`}
      >
        {partsOf(read).map(({ at, text: part, isPlaceholder }) =>
          isPlaceholder ? (
            <mark key={at} className="rounded-chip bg-tidesoft text-transparent ring-1 ring-tide">
              {part}
            </mark>
          ) : (
            <span key={at} className="text-transparent">
              {part}
            </span>
          ),
        )}
        {"\n"}
      </p>
      <textarea
        {...control}
        className={`${inputLook} resize-none overflow-hidden bg-transparent! [overflow-wrap:anywhere]`}
        value={read}
        onChange={(event) => onText(withStoredNames(event.target.value))}
      />
    </div>
  );
}
