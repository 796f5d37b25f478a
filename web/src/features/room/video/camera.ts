import { i18n } from "@lingui/core";
import { type NoMicrophone, whyNoMicrophone } from "../sound/equipment";
import type { Recorder } from "./recording-segment";

/** Why there is no picture; `unfit` is a browser that records nothing we can keep. */
export type NoCamera = NoMicrophone | "lost" | "unfit";

/** VP8 first: an old machine encodes it beside an interview without getting hot. */
const KINDS = ["video/webm;codecs=vp8", "video/webm;codecs=vp9", "video/webm"];
const BITS_PER_SECOND = 300_000;
const KEYFRAME_EVERY_MS = 4000;

export async function openCamera(deviceId: string | null): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    video: {
      width: { ideal: 640 },
      height: { ideal: 360 },
      frameRate: { ideal: 15 },
      ...(deviceId ? { deviceId: { ideal: deviceId } } : {}),
    },
  });
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}

/** A camera is refused for the same reasons as a microphone. */
export const whyNoCamera: (error: unknown) => NoCamera = whyNoMicrophone;

/** The cameras there are, by the names that the browser tells once one was opened. */
export async function cameras(): Promise<{ id: string; name: string }[]> {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all
    .filter((each) => each.kind === "videoinput" && each.deviceId)
    .map(({ deviceId, label }, place) => ({
      id: deviceId,
      name: label || i18n._("Camera {place}", { place: place + 1 }),
    }));
}

/** Return a recorder of pictures only, or null where this browser records no WebM. */
export function recorderOn(stream: MediaStream): Recorder | null {
  if (typeof MediaRecorder === "undefined") return null;
  const mimeType = KINDS.find((each) => MediaRecorder.isTypeSupported(each));
  if (!mimeType) return null;
  const choice = { mimeType, videoBitsPerSecond: BITS_PER_SECOND };
  // Not in TypeScript's own list yet; a browser that does not know it passes over it.
  const more = { videoKeyFrameIntervalDuration: KEYFRAME_EVERY_MS };
  return new MediaRecorder(stream, { ...choice, ...more }) as unknown as Recorder;
}
