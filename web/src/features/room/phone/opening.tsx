import { i18n } from "@lingui/core";
import { ChevronDown } from "lucide-react";
import { Icon } from "@/shared/ui/icon";
import { useIsLow } from "./use-phone";

const LONG = 80;

/** What was said right before the question. In a low window a long one is folded to its first line. */
export function Opening({ text, isGreeting }: { text: string; isGreeting: boolean }) {
  const isLow = useIsLow();
  if (!isLow || text.length <= LONG) {
    const size = text.length > LONG ? "text-[1.125rem] leading-[1.5]" : "text-voice";
    return <p className={`mb-4 font-voice ${size} text-text2 phone:mb-2`}>{text}</p>;
  }
  return (
    <details className="group mb-1">
      <summary className="flex min-h-11 items-center gap-2 text-small text-text2">
        <span className="shrink-0 font-[550]">
          {isGreeting ? i18n._("Greeting") : i18n._("Earlier")}
        </span>
        <span
          aria-hidden="true"
          className="min-w-0 flex-1 truncate font-voice group-open:invisible"
        >
          “{text}
        </span>
        <span className="shrink-0 group-open:rotate-180">
          <Icon of={ChevronDown} small />
        </span>
      </summary>
      <p className="pb-3 font-voice text-voice leading-snug text-text2">{text}</p>
    </details>
  );
}
