import type { LucideIcon } from "lucide-react";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";

interface BarButtonProps {
  icon: LucideIcon;
  look?: "moment" | "plain";
  isOff?: boolean;
  onClick: () => void;
  children: string;
}

const PHONE =
  "max-pad:w-auto max-pad:min-w-16 max-pad:flex-1 max-pad:flex-col max-pad:gap-1 max-pad:px-1 max-pad:py-2 max-pad:text-small pad:px-4";
const MOMENT = "pad:px-4 bg-claysoft! border-clay! text-claytext!";

/** One control of the room: beside its word where there is room, above it on a phone. */
export function BarButton({ icon, look = "plain", isOff, onClick, children }: BarButtonProps) {
  return (
    <Button
      size="large"
      icon={<Icon of={icon} />}
      aria-disabled={isOff === true}
      className={look === "moment" ? MOMENT : PHONE}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
