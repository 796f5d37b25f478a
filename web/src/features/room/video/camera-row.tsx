import { i18n } from "@lingui/core";
import { Video } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { store, stored } from "@/shared/lib/stored";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { KEYS } from "../keys";
import type { CheckResult } from "../sound/check-result";
import { CheckRow } from "../sound/check-row";
import { closeCamera, type NoCamera, openCamera, recorderOn, whyNoCamera } from "./camera";
import { CameraChoice } from "./camera-choice";
import { CameraPreview } from "./camera-preview";
import { NO_CAMERA } from "./words";

/** Seeing oneself before the interview, and which camera; nothing of it is kept or leaves the device. */
export default function CameraRow() {
  const [picture, setPicture] = useState<MediaStream | null>(null);
  const [why, setWhy] = useState<NoCamera | null>(null);
  const [isOpening, setOpening] = useState(false);
  const open = useRef<MediaStream | null>(null);
  const isGone = useRef(false);
  const show = useCallback((stream: MediaStream | null) => {
    if (open.current) closeCamera(open.current);
    open.current = stream;
    setPicture(stream);
  }, []);
  const look = useCallback(
    async (deviceId: string | null) => {
      setWhy(null);
      setOpening(true);
      show(null);
      try {
        const stream = await openCamera(deviceId);
        if (isGone.current) return closeCamera(stream);
        if (recorderOn(stream)) show(stream);
        else {
          closeCamera(stream);
          setWhy("unfit");
        }
      } catch (error) {
        setWhy(whyNoCamera(error));
      }
      setOpening(false);
    },
    [show],
  );
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
      if (open.current) closeCamera(open.current);
      open.current = null;
    };
  }, []);
  return (
    <CheckRow icon={Video} name={i18n._("Camera")} result={result(picture, why, isOpening)}>
      {why ? (
        <Note tone="amber" title={NO_CAMERA[why].title}>
          {NO_CAMERA[why].rest}
        </Note>
      ) : null}
      <div className="mt-2 flex flex-wrap items-center gap-3">
        {picture ? (
          <>
            <CameraPreview stream={picture} />
            <CameraChoice
              stream={picture}
              onChoice={(id) => {
                store(KEYS.camera, id);
                void look(id);
              }}
            />
          </>
        ) : (
          <Button onClick={() => void look(stored(KEYS.camera))}>
            {why ? i18n._("Test camera again") : i18n._("Test camera")}
          </Button>
        )}
      </div>
    </CheckRow>
  );
}

function result(
  picture: MediaStream | null,
  why: NoCamera | null,
  isOpening: boolean,
): CheckResult {
  if (isOpening) {
    return {
      state: "trying",
      word: i18n._("Opening"),
      rest: i18n._("Your browser may ask for permission."),
    };
  }
  if (why) return { state: "fails", word: i18n._("No video"), rest: "" };
  if (picture)
    return { state: "works", word: i18n._("Works"), rest: i18n._("This preview is not recorded.") };
  return {
    state: "untried",
    word: i18n._("Not tested"),
    rest: i18n._("You chose video. Recording starts with the interview."),
  };
}
