import { i18n } from "@lingui/core";
import { Outlet } from "@tanstack/react-router";
import { AudioLines, BadgeCheck, CircleDollarSign, Server, Stethoscope } from "lucide-react";
import { Suspense } from "react";
import { Alerts } from "@/features/analytics/parts/alerts";
import { useIsOperator } from "@/features/analytics/queries";
import { InstallationStatus } from "@/features/operations/status";
import { SideFrame, type SidePlace } from "@/shared/ui/side-frame";
import { Skeleton } from "@/shared/ui/states";

const listPlaces = (): SidePlace[] => [
  { to: "/operations", name: i18n._("Installation"), icon: Server },
  { to: "/operations/engines", name: i18n._("Engines"), icon: AudioLines },
  { to: "/operations/models", name: i18n._("Models"), icon: BadgeCheck },
  { to: "/operations/doctor", name: i18n._("Doctor"), icon: Stethoscope },
  { to: "/operations/prices", name: i18n._("Prices"), icon: CircleDollarSign },
];

/** The pages of operators; for everyone else there is no list of them. */
export function OperationsFrame() {
  const isOperator = useIsOperator();
  return (
    <SideFrame name={i18n._("Operations")} places={isOperator ? listPlaces() : []}>
      <Suspense fallback={<Skeleton label={i18n._("Loading the page")} />}>
        <Outlet />
      </Suspense>
    </SideFrame>
  );
}

/** The state of the installation, with the alerts that the analytics page shows as well. */
export function Installation() {
  return <InstallationStatus alerts={<Alerts />} />;
}
