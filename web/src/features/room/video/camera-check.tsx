import { i18n } from "@lingui/core";
import { VideoOff } from "lucide-react";
import { lazy, Suspense } from "react";
import { CheckRow } from "../sound/check-row";
import { choiceAt, storedConsent } from "./offer";

/** A camera is a load of its own: a candidate without video never loads it. */
const CameraRow = lazy(() => import("./camera-row"));

const OFF = {
  state: "untried",
  get word() {
    return i18n._("Off");
  },
  get rest() {
    return i18n._("You chose not to record video.");
  },
} as const;

/** The camera among what is tried before the interview; nothing where video is not offered. */
export default function CameraCheck({ token }: { token: string }) {
  if (choiceAt("video", token)?.isYes) {
    return (
      <Suspense fallback={null}>
        <CameraRow />
      </Suspense>
    );
  }
  return storedConsent("video") ? (
    <CheckRow icon={VideoOff} name={i18n._("Camera")} result={OFF} />
  ) : null;
}
