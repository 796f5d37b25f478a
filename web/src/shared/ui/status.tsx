import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./icon";

const TONES = {
  plain: "text-text2",
  tide: "text-tidetext",
  clay: "text-claytext",
  leaf: "text-leaftext",
  amber: "text-ambertext",
  rose: "text-rosetext",
};

interface StatusProps {
  icon: LucideIcon;
  tone?: keyof typeof TONES;
  children: ReactNode;
}

/** Icon and word, the word colored: color never speaks alone. */
export function Status({ icon, tone = "plain", children }: StatusProps) {
  return (
    <span className={`inline-flex items-center gap-1.5 font-[550] ${TONES[tone]}`}>
      <Icon of={icon} small />
      {children}
    </span>
  );
}
