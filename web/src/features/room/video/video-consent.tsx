import { CheckCard } from "../parts/check-card";
import type { VideoConsentText } from "./offer";

interface VideoConsentProps {
  video: VideoConsentText;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** The choice of video recording, with its own text. It is off by default. */
export function VideoConsent({ video, isOn, onChange }: VideoConsentProps) {
  return (
    <section className="mt-10">
      <h2>Video recording (optional)</h2>
      <p className="mt-2 mb-3 text-text2">
        {video.text} <span className="text-small text-text3">Version {video.version}</span>
      </p>
      <CheckCard
        label="Also record video"
        hint="Video is never scored. You do not need it for the interview."
        isOn={isOn}
        onChange={onChange}
      />
    </section>
  );
}
