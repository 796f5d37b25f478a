import { i18n } from "@lingui/core";
import { lazy, Suspense } from "react";
import { useTitle } from "@/shared/lib/page";
import { store, stored } from "@/shared/lib/stored";
import { isVouchedFor } from "./embedding";
import { type How, storeHow } from "./how";
import { earnedToken, KEYS } from "./keys";
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
  const isKnown = stored(KEYS.token) === token;
  const company = isKnown ? stored(KEYS.company) : null;
  // Without a one-time code the invitation has one step less.
  const steps = earnedToken(token) === null || isVouchedFor() ? 2 : 3;
  useTitle(company ? i18n._("Sound check · {company}", { company }) : i18n._("Sound check"));
  const leave = (how: How) => {
    storeHow(how);
    store(KEYS.checked, token);
    onReady();
  };
  return (
    <Frame name={company || i18n._("Your interview")}>
      <Suspense fallback={null}>
        <SoundCheck
          onLeave={leave}
          {...(isKnown ? { step: i18n._("Step {steps} of {steps} · Sound check", { steps }) } : {})}
        >
          <CameraCheck token={token} />
        </SoundCheck>
      </Suspense>
    </Frame>
  );
}
