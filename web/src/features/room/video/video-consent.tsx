import { i18n } from "@lingui/core";
import { CheckCard } from "../parts/check-card";
import { TextVersion } from "../parts/text-version";
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
      <h2>{i18n._("Video recording (optional)")}</h2>
      <p className="mt-2 mb-3 text-text2">
        {video.text}{" "}
        <span className="text-small text-text3">
          <TextVersion version={video.version} />
        </span>
      </p>
      <CheckCard
        label={i18n._("Also record video")}
        hint={i18n._("Video is never scored. You do not need it for the interview.")}
        isOn={isOn}
        onChange={onChange}
      />
    </section>
  );
}
