import type { NoCamera } from "./camera";
import type { FilmState } from "./studio";

interface FilmWords {
  title: string;
  rest: string;
  /** Whether trying once more can help. */
  mayTryAgain?: boolean;
}

const GOES_ON = "The talk goes on without a picture; nothing changes for you.";

/** What is said of a film, as it stands. */
export function filmWords(state: FilmState): FilmWords {
  switch (state.kind) {
    case "opening":
      return { title: "The camera opens.", rest: "The browser may ask you first." };
    case "waiting":
      return { title: "The camera is on.", rest: "Nothing is recorded just now." };
    case "filming":
      return { title: "Your picture is recorded.", rest: "" };
    case "resting":
      return {
        title: "Your picture is not recorded just now.",
        rest: "The line is weak, and the talk comes first. It goes on by itself.",
      };
    case "closed":
      return state.code === "recording_full"
        ? { title: "The film is as long as one may be.", rest: GOES_ON }
        : { title: "Your picture is no longer recorded.", rest: GOES_ON };
    case "no camera":
      return { ...NO_CAMERA[state.why], mayTryAgain: !HOPELESS.has(state.why) };
  }
}

const HOPELESS = new Set<NoCamera>(["insecure", "unfit"]);

export const NO_CAMERA: Record<NoCamera, { title: string; rest: string }> = {
  blocked: {
    title: "The browser keeps the camera closed.",
    rest: `To open it, press the sign at the left of the address and allow the camera. ${GOES_ON}`,
  },
  none: { title: "We found no camera.", rest: GOES_ON },
  busy: {
    title: "Another program holds the camera.",
    rest: `Close other calls and try again. ${GOES_ON}`,
  },
  insecure: {
    title: "This address is not secure, so the browser allows no camera.",
    rest: `That is ours to mend. ${GOES_ON}`,
  },
  lost: { title: "The camera went away.", rest: `Plug it in again, or try another. ${GOES_ON}` },
  unfit: { title: "This browser records no picture that we can keep.", rest: GOES_ON },
};
