import { i18n } from "@lingui/core";
import type { NoCamera } from "./camera";
import type { VideoState } from "./video-recorder";

interface VideoStatus {
  title: string;
  rest: string;
  /** Whether trying once more can help. */
  mayTryAgain?: boolean;
}

const GOES_ON = () => i18n._("The interview continues without video.");

/** What is said of a video, as it stands. */
export function videoStatus(state: VideoState): VideoStatus {
  switch (state.kind) {
    case "opening":
      return {
        title: i18n._("Opening the camera."),
        rest: i18n._("Your browser may ask for permission."),
      };
    case "waiting":
      return { title: i18n._("The camera is on."), rest: i18n._("Video is not being recorded.") };
    case "recording":
      return { title: i18n._("Recording video."), rest: "" };
    case "resting":
      return {
        title: i18n._("Video recording is paused."),
        rest: i18n._(
          "Your connection is weak, and the interview has priority. Recording resumes automatically.",
        ),
      };
    case "closed":
      return state.code === "recording_too_large"
        ? { title: i18n._("The maximum video length has been reached."), rest: GOES_ON() }
        : { title: i18n._("Video is no longer recorded."), rest: GOES_ON() };
    case "no camera":
      return { ...NO_CAMERA[state.why], mayTryAgain: !HOPELESS.has(state.why) };
  }
}

const HOPELESS = new Set<NoCamera>(["insecure", "unfit"]);

export const NO_CAMERA: Record<NoCamera, { title: string; rest: string }> = {
  blocked: {
    get title() {
      return i18n._("The browser blocks the camera.");
    },
    get rest() {
      return `${i18n._("To allow it, select the icon to the left of the address bar and allow the camera.")} ${GOES_ON()}`;
    },
  },
  none: {
    get title() {
      return i18n._("No camera found.");
    },
    get rest() {
      return GOES_ON();
    },
  },
  busy: {
    get title() {
      return i18n._("The camera is in use by another program.");
    },
    get rest() {
      return `${i18n._("Close other calls and try again.")} ${GOES_ON()}`;
    },
  },
  insecure: {
    get title() {
      return i18n._("This address is not secure, so the browser does not allow the camera.");
    },
    get rest() {
      return `${i18n._("We need to fix this.")} ${GOES_ON()}`;
    },
  },
  lost: {
    get title() {
      return i18n._("The camera was disconnected.");
    },
    get rest() {
      return `${i18n._("Reconnect it, or choose another one.")} ${GOES_ON()}`;
    },
  },
  unfit: {
    get title() {
      return i18n._("This browser cannot record video in a supported format.");
    },
    get rest() {
      return GOES_ON();
    },
  },
};
