import { i18n } from "@lingui/core";
import { ArrowRight, Keyboard, Mic, Volume2 } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { Announcer } from "@/shared/ui/announcer";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { type How, storedHow } from "../how";
import { useRoomKind } from "../kind";
import { RoomHeading } from "../parts/room-heading";
import { type CheckResult, checkMicrophone } from "./check-result";
import { CheckRow, ConnectionRow } from "./check-row";
import type { NoMicrophone } from "./equipment";
import { LevelMeter } from "./level-meter";
import { SoundTest } from "./sound-test";
import { microphoneWords } from "./words";

interface SoundCheckProps {
  /** Go on, in the way that was settled here. Nothing here stands in the way of it. */
  onLeave: (how: How) => void;
  /** Which step of the way in this is, where there are others. */
  step?: string;
  /** What else is tried before this room, as further rows. */
  children?: ReactNode;
}

/** Hear yourself, and see that it works; the same before every room. */
export default function SoundCheck({ onLeave, step, children }: SoundCheckProps) {
  const { whole } = useRoomKind();
  const [how] = useState(() => storedHow());
  const isHearing = how === "hear";
  const [microphone, setMicrophone] = useState<CheckResult>(UNTRIED);
  const [blocked, setBlocked] = useState<NoMicrophone | "lost" | null>(null);
  const [sound, setSound] = useState<SoundState>("untried");
  const [soundTest] = useState(
    () =>
      new SoundTest({
        onHeard: (heard) => setMicrophone((before) => sameOr(before, checkMicrophone(heard))),
        onMicrophone: setBlocked,
        onPlayed: () => setSound((before) => (before === "playing" ? "asking" : before)),
      }),
  );
  useEffect(() => () => soundTest.close(), [soundTest]);
  const listen = useCallback(
    (deviceId?: string) => {
      setBlocked(null);
      setMicrophone({
        state: "trying",
        word: i18n._("Opening"),
        rest: i18n._("Your browser may ask for permission."),
      });
      void soundTest.listen(deviceId);
    },
    [soundTest],
  );
  const play = (what: "notes" | "back") => {
    setSound("playing");
    void (what === "notes" ? soundTest.playNotes() : soundTest.playBack());
  };
  const shown: CheckResult = blocked
    ? { state: "fails", word: BLOCKED[blocked], rest: "" }
    : microphone;
  const isOpen = !blocked && microphone.state !== "untried";
  return (
    <Announcer>
      <p className="text-small text-text3">{step ?? i18n._("Sound check")}</p>
      <RoomHeading step="check" look="mt-2" isLedTo>
        {isHearing ? i18n._("Test your sound") : i18n._("Test your microphone")}
      </RoomHeading>
      <p className="mt-3 text-[1.1em] text-text2">
        {isHearing
          ? i18n._("Play a short sound to check that you can hear it. Nothing is recorded.")
          : i18n._(
              "Say a few words. This test is not part of {whole}. The sound stays on this device and is not stored.",
              { whole },
            )}
      </p>
      {isHearing ? null : (
        <div className="mt-6">
          <LevelMeter shape={isOpen ? "listening" : "muted"} levels={soundTest.levels} />
        </div>
      )}
      <ul className="mt-4 divide-y divide-line border-y border-line">
        {isHearing ? null : (
          <CheckRow icon={Mic} name={i18n._("Microphone")} result={shown}>
            {microphone.state === "untried" ? (
              <Button onClick={() => listen()}>{i18n._("Test microphone")}</Button>
            ) : blocked ? (
              <Blocked why={blocked} onAgain={() => listen()} />
            ) : (
              <div className="flex flex-wrap gap-2">
                <Devices soundTest={soundTest} onChoice={listen} />
                {microphone.state === "works" ? (
                  <Button onClick={() => play("back")}>{i18n._("Play back my voice")}</Button>
                ) : null}
              </div>
            )}
          </CheckRow>
        )}
        <CheckRow icon={Volume2} name={i18n._("Sound")} result={SOUND[sound]}>
          <div className="flex flex-wrap gap-2">
            <Button busy={sound === "playing" && i18n._("Playing…")} onClick={() => play("notes")}>
              {sound === "untried" ? i18n._("Play test sound") : i18n._("Play again")}
            </Button>
            {sound === "asking" ? (
              <>
                <Button onClick={() => setSound("works")}>{i18n._("I heard it")}</Button>
                <Button onClick={() => setSound("fails")}>{i18n._("I did not hear it")}</Button>
              </>
            ) : null}
          </div>
        </CheckRow>
        <ConnectionRow />
        {children}
      </ul>
      <div className="mt-7 flex flex-wrap gap-3">
        <Button look="primary" size="large" onClick={() => onLeave(isHearing ? "hear" : "speak")}>
          {i18n._("Continue")} <Icon of={ArrowRight} />
        </Button>
        <Button size="large" icon={<Icon of={Keyboard} />} onClick={() => onLeave("type")}>
          {i18n._("Type instead")}
        </Button>
      </div>
      <p className="mt-4 text-small text-text3">
        {i18n._("You can continue whatever the result, and switch to typing at any time.")}
      </p>
    </Announcer>
  );
}

const UNTRIED: CheckResult = {
  state: "untried",
  get word() {
    return i18n._("Not tested");
  },
  rest: "",
};

const BLOCKED: Record<NoMicrophone | "lost", string> = {
  get blocked() {
    return i18n._("Blocked");
  },
  get none() {
    return i18n._("Not found");
  },
  get busy() {
    return i18n._("In use");
  },
  get insecure() {
    return i18n._("Not allowed here");
  },
  get lost() {
    return i18n._("Disconnected");
  },
};

type SoundState = "untried" | "playing" | "asking" | "works" | "fails";
const SOUND: Record<SoundState, CheckResult> = {
  untried: {
    state: "untried",
    get word() {
      return i18n._("Not tested");
    },
    get rest() {
      return i18n._("Headphones are recommended but not required.");
    },
  },
  playing: {
    state: "trying",
    get word() {
      return i18n._("Playing");
    },
    rest: "",
  },
  asking: {
    state: "trying",
    get word() {
      return i18n._("Did you hear it?");
    },
    rest: "",
  },
  works: {
    state: "works",
    get word() {
      return i18n._("Works");
    },
    rest: "",
  },
  fails: {
    state: "fails",
    get word() {
      return i18n._("Not heard");
    },
    get rest() {
      return i18n._(
        "Check the volume and the selected speakers. The questions are also shown on the screen.",
      );
    },
  },
};

/** A page that is drawn fifty times a second for nothing would be slow. */
function sameOr(before: CheckResult, after: CheckResult): CheckResult {
  return before.state === after.state && before.word === after.word ? before : after;
}

interface BlockedProps {
  why: NoMicrophone | "lost";
  onAgain: () => void;
}

function Blocked({ why, onAgain }: BlockedProps) {
  const { title, rest } = microphoneWords(why, navigator.userAgent);
  const again = (
    <Button size="small" onClick={onAgain}>
      {i18n._("Try again")}
    </Button>
  );
  return (
    <Note tone="amber" title={title} actions={why === "insecure" ? null : again}>
      {rest}
    </Note>
  );
}

interface DevicesProps {
  soundTest: SoundTest;
  onChoice: (deviceId: string) => void;
}

/** Microphone, where there is more than one. */
function Devices({ soundTest, onChoice }: DevicesProps) {
  const [devices, setDevices] = useState<{ id: string; name: string; isOpen: boolean }[]>([]);
  useEffect(() => {
    const look = () => void soundTest.devices().then(setDevices);
    look();
    navigator.mediaDevices.addEventListener("devicechange", look);
    return () => navigator.mediaDevices.removeEventListener("devicechange", look);
  }, [soundTest]);
  if (devices.length < 2) return null;
  return (
    <select
      aria-label={i18n._("Microphone")}
      className="min-h-11 max-w-full rounded-control border border-edge bg-surface px-3"
      defaultValue={devices.find((each) => each.isOpen)?.id}
      onChange={(event) => onChoice(event.target.value)}
    >
      {devices.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
