import { i18n } from "@lingui/core";
import { lazy, Suspense } from "react";
import { useTitle } from "@/shared/lib/page";
import { store, stored } from "@/shared/lib/stored";
import { type How, storeHow } from "./how";
import { KEYS } from "./keys";
import { Frame } from "./parts/frame";

const SoundCheck = lazy(() => import("./sound/check"));
const CameraCheck = lazy(() => import("./video/camera-check"));

interface CheckPageProps {
  token: string;
  /** Go on to the candidate link. */
  onReady: () => void;
}

/** The sound check of an invitation, on a page of its own. */
export function CheckPage({ token, onReady }: CheckPageProps) {
  const company = stored(KEYS.token) === token ? stored(KEYS.company) : null;
  useTitle(company ? i18n._("Sound check · {company}", { company }) : i18n._("Sound check"));
  const leave = (how: How) => {
    storeHow(how);
    store(KEYS.checked, token);
    onReady();
  };
  return (
    <Frame name={company || i18n._("Your interview")}>
      <Suspense fallback={null}>
        <SoundCheck onLeave={leave}>
          <CameraCheck token={token} />
        </SoundCheck>
      </Suspense>
    </Frame>
  );
}
