import { Outlet } from "@tanstack/react-router";
import { AudioLines, BadgeCheck, CircleDollarSign, Server, Stethoscope } from "lucide-react";
import { Suspense } from "react";
import { Alerts } from "@/features/analytics/parts/alerts";
import { useIsOperator } from "@/features/analytics/queries";
import { InstallationStatus } from "@/features/operations/status";
import { SideFrame, type SidePlace } from "@/shared/ui/side-frame";
import { Skeleton } from "@/shared/ui/states";

const PLACES: SidePlace[] = [
  { to: "/operations", name: "Installation", icon: Server },
  { to: "/operations/engines", name: "Engines", icon: AudioLines },
  { to: "/operations/models", name: "Models", icon: BadgeCheck },
  { to: "/operations/doctor", name: "Doctor", icon: Stethoscope },
  { to: "/operations/prices", name: "Prices", icon: CircleDollarSign },
];

/** The pages of operators; for everyone else there is no list of them. */
export function OperationsFrame() {
  const isOperator = useIsOperator();
  return (
    <SideFrame name="Operations" places={isOperator ? PLACES : []}>
      <Suspense fallback={<Skeleton label="Loading the page" />}>
        <Outlet />
      </Suspense>
    </SideFrame>
  );
}

/** The state of the installation, with the alerts that the analytics page shows as well. */
export function Installation() {
  return <InstallationStatus alerts={<Alerts />} />;
}
