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

const PHONE = "max-pad:flex-col max-pad:gap-1 max-pad:px-1 max-pad:py-2 max-pad:text-small";
const MOMENT = "max-pad:row-start-1 max-pad:col-span-full bg-claysoft! border-clay! text-claytext!";

/** One control of the room: beside its word where there is room, above it on a phone. */
export function BarButton({ icon, look = "plain", isOff, onClick, children }: BarButtonProps) {
  return (
    <Button
      size="large"
      icon={<Icon of={icon} />}
      aria-disabled={isOff === true}
      className={look === "moment" ? MOMENT : `max-pad:row-start-2 ${PHONE}`}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
