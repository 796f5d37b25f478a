import type { NoCamera } from "./camera";
import type { VideoState } from "./video-recorder";

interface VideoStatus {
  title: string;
  rest: string;
  /** Whether trying once more can help. */
  mayTryAgain?: boolean;
}

const GOES_ON = "The interview continues without video.";

/** What is said of a video, as it stands. */
export function videoStatus(state: VideoState): VideoStatus {
  switch (state.kind) {
    case "opening":
      return { title: "Opening the camera.", rest: "Your browser may ask for permission." };
    case "waiting":
      return { title: "The camera is on.", rest: "Video is not being recorded." };
    case "recording":
      return { title: "Recording video.", rest: "" };
    case "resting":
      return {
        title: "Video recording is paused.",
        rest: "Your connection is weak, and the interview has priority. Recording resumes automatically.",
      };
    case "closed":
      return state.code === "recording_too_large"
        ? { title: "The maximum video length has been reached.", rest: GOES_ON }
        : { title: "Video is no longer recorded.", rest: GOES_ON };
    case "no camera":
      return { ...NO_CAMERA[state.why], mayTryAgain: !HOPELESS.has(state.why) };
  }
}

const HOPELESS = new Set<NoCamera>(["insecure", "unfit"]);

export const NO_CAMERA: Record<NoCamera, { title: string; rest: string }> = {
  blocked: {
    title: "The browser blocks the camera.",
    rest: `To allow it, select the icon to the left of the address bar and allow the camera. ${GOES_ON}`,
  },
  none: { title: "No camera found.", rest: GOES_ON },
  busy: {
    title: "The camera is in use by another program.",
    rest: `Close other calls and try again. ${GOES_ON}`,
  },
  insecure: {
    title: "This address is not secure, so the browser does not allow the camera.",
    rest: `We need to fix this. ${GOES_ON}`,
  },
  lost: {
    title: "The camera was disconnected.",
    rest: `Reconnect it, or choose another one. ${GOES_ON}`,
  },
  unfit: { title: "This browser cannot record video in a supported format.", rest: GOES_ON },
};
