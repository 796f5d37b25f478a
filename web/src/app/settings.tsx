import { i18n } from "@lingui/core";
import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import { useSettingsCalls } from "@/features/settings/calls";
import { settingsPlacesFor } from "@/features/settings/places";
import { useMe } from "@/shared/api/me";
import { SideFrame } from "@/shared/ui/side-frame";
import { Skeleton } from "@/shared/ui/states";

/** The settings pages that this person may open, beside the open one. */
export function SettingsFrame() {
  const me = useMe(useSettingsCalls().me);
  return (
    <SideFrame name={i18n._("Settings")} places={settingsPlacesFor(me.data?.permissions)}>
      <Suspense fallback={<Skeleton label={i18n._("Loading the page")} />}>
        <Outlet />
      </Suspense>
    </SideFrame>
  );
}
