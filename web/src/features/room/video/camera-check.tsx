import { VideoOff } from "lucide-react";
import { lazy, Suspense } from "react";
import { CheckRow } from "../sound/check-row";
import { choiceAt, storedVideoConsent } from "./offer";

/** A camera is a load of its own: a candidate without video never loads it. */
const CameraRow = lazy(() => import("./camera-row"));

const OFF = {
  state: "untried",
  word: "Off",
  rest: "You chose not to record video.",
} as const;

/** The camera among what is tried before the interview; nothing where video is not offered. */
export default function CameraCheck({ token }: { token: string }) {
  if (choiceAt(token)?.isYes) {
    return (
      <Suspense fallback={null}>
        <CameraRow />
      </Suspense>
    );
  }
  return storedVideoConsent() ? <CheckRow icon={VideoOff} name="Camera" result={OFF} /> : null;
}
