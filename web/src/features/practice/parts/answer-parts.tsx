import { i18n } from "@lingui/core";
import { Check, X } from "lucide-react";
import { Icon } from "@/shared/ui/icon";
import type { FrameworkPart } from "../shapes";

/** The parts of a complete answer: which are there and which are not. */
export function AnswerParts({ parts }: { parts: FrameworkPart[] }) {
  if (parts.length === 0) return null;
  return (
    <ul className="mt-3 flex flex-wrap gap-1.5">
      {parts.map((part) => (
        <li
          key={part.part}
          className={`flex min-h-9 items-center justify-center gap-1.5 rounded-chip px-3 text-small font-semibold ${
            part.found ? "bg-leafsoft text-leaftext" : "border border-dashed border-edge text-text2"
          }`}
        >
          <Icon of={part.found ? Check : X} small />
          {part.part}
          <span className="sr-only">{part.found ? i18n._("found") : i18n._("not found")}</span>
        </li>
      ))}
    </ul>
  );
}
