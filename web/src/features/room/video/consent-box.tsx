import { i18n } from "@lingui/core";
import { type RoomKind, useRoomKind } from "../kind";
import { CheckCard } from "../parts/check-card";
import { TextVersion } from "../parts/text-version";
import type { ConsentText, RecordingKind } from "./offer";

interface ConsentBoxProps {
  kind: RecordingKind;
  offered: ConsentText;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** The choice of a recording, with its own text. It is off by default. */
export function ConsentBox({ kind, offered, isOn, onChange }: ConsentBoxProps) {
  const { title, label } = WORDS[kind];
  const hint = hintOf(kind, useRoomKind());
  return (
    <section className="mt-10">
      <h2>{title}</h2>
      <p className="mt-2 mb-3 text-text2">
        {offered.text}{" "}
        <span className="text-small text-text3">
          <TextVersion version={offered.version} />
        </span>
      </p>
      <CheckCard label={label} {...(hint ? { hint } : {})} isOn={isOn} onChange={onChange} />
    </section>
  );
}

function hintOf(kind: RecordingKind, { voiceHint }: RoomKind): string | undefined {
  if (kind === "voice") return voiceHint;
  return i18n._("Video is never scored. You do not need it for the interview.");
}

const WORDS: Record<RecordingKind, { title: string; label: string }> = {
  video: {
    get title() {
      return i18n._("Video recording (optional)");
    },
    get label() {
      return i18n._("Also record video");
    },
  },
  voice: {
    get title() {
      return i18n._("Recording of your voice (optional)");
    },
    get label() {
      return i18n._("Keep a recording of my voice");
    },
  },
};

/** Why a yes from the page before does not start a recording. */
export const STOPPED_BEFORE = () =>
  i18n._("You stopped this recording before. To record from now on, choose it again below.");
