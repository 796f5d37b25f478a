import { i18n } from "@lingui/core";
import { useEffect, useState } from "react";
import { cameras } from "./camera";

interface CameraChoiceProps {
  stream: MediaStream;
  onChoice: (deviceId: string) => void;
}

/** Camera, where there is more than one. */
export function CameraChoice({ stream, onChoice }: CameraChoiceProps) {
  const [found, setFound] = useState<{ id: string; name: string }[]>([]);
  useEffect(() => {
    const look = () => void cameras().then(setFound);
    look();
    navigator.mediaDevices.addEventListener("devicechange", look);
    return () => navigator.mediaDevices.removeEventListener("devicechange", look);
  }, []);
  if (found.length < 2) return null;
  const open = stream.getVideoTracks()[0]?.getSettings().deviceId;
  return (
    <select
      aria-label={i18n._("Camera")}
      className="min-h-11 max-w-full rounded-control border border-edge bg-surface px-3"
      value={open}
      onChange={(event) => onChoice(event.target.value)}
    >
      {found.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
