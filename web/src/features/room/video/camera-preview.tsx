import { i18n } from "@lingui/core";
import { useEffect, useRef } from "react";

/** Oneself, small and as in a mirror; it has no sound. */
export function CameraPreview({ stream }: { stream: MediaStream }) {
  const shown = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (shown.current) shown.current.srcObject = stream;
  }, [stream]);
  return (
    <video
      ref={shown}
      autoPlay
      muted
      playsInline
      aria-label={i18n._("Preview of your camera")}
      className="aspect-video w-24 shrink-0 -scale-x-100 rounded-control bg-sunken object-cover"
    />
  );
}
