import {
  ArrowRight,
  CircleDashed,
  Keyboard,
  type LucideIcon,
  Mic,
  Check as Tick,
  TriangleAlert,
  Volume2,
  Wifi,
  X,
} from "lucide-react";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useArrival, useTitle } from "@/shared/lib/page";
import { store, stored } from "@/shared/lib/stored";
import { Announcer, useSay } from "@/shared/ui/announcer";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { Status } from "@/shared/ui/status";
import { storedHow, storeHow } from "../how";
import { KEYS } from "../keys";
import { Frame } from "../parts/frame";
import type { NoMicrophone } from "./equipment";
import { type CheckState, type Judged, judgeLine, judgeMicrophone } from "./judge";
import { Strokes } from "./strokes";
import { TryOut } from "./try-out";
import { microphoneWords } from "./words";

interface CheckProps {
  token: string;
  /** Go on to the door, which lets in. */
  onReady: () => void;
}

/** Hear yourself, and see that it works. Nothing here stands in the way of going on. */
export default function Check({ token, onReady }: CheckProps) {
  const company = stored(KEYS.token) === token ? stored(KEYS.company) : null;
  const whose = company || "Your interview";
  useTitle(company ? `Sound check · ${company}` : "Sound check");
  const leave = (how: "speak" | "hear" | "type") => {
    storeHow(how);
    store(KEYS.checked, token);
    onReady();
  };
  return (
    <Announcer>
      <Frame name={whose}>
        <SoundCheck onLeave={leave} />
      </Frame>
    </Announcer>
  );
}

function SoundCheck({ onLeave }: { onLeave: (how: "speak" | "hear" | "type") => void }) {
  const heading = useArrival("check");
  const [how] = useState(storedHow);
  const isHearing = how === "hear";
  const [microphone, setMicrophone] = useState<Judged>(UNTRIED);
  const [blocked, setBlocked] = useState<NoMicrophone | "lost" | null>(null);
  const [sound, setSound] = useState<SoundState>("untried");
  const [tryOut] = useState(
    () =>
      new TryOut({
        onHeard: (heard) => setMicrophone((before) => sameOr(before, judgeMicrophone(heard))),
        onMicrophone: setBlocked,
        onPlayed: () => setSound((before) => (before === "playing" ? "asking" : before)),
      }),
  );
  useEffect(() => () => tryOut.close(), [tryOut]);
  const listen = useCallback(
    (deviceId?: string) => {
      setBlocked(null);
      setMicrophone({ state: "trying", word: "Opening", rest: "The browser may ask you first." });
      void tryOut.listen(deviceId);
    },
    [tryOut],
  );
  const play = (what: "notes" | "back") => {
    setSound("playing");
    void (what === "notes" ? tryOut.playNotes() : tryOut.playBack());
  };
  const shown: Judged = blocked ? { state: "fails", word: BLOCKED[blocked], rest: "" } : microphone;
  const isOpen = !blocked && microphone.state !== "untried";
  return (
    <>
      <p className="text-small text-text3">Sound check</p>
      <h1 ref={heading} tabIndex={-1} className="mt-2">
        {isHearing ? "Listen, just to hear it" : "Say a few words, just to hear yourself"}
      </h1>
      <p className="mt-3 text-[1.1em] text-text2">
        {isHearing
          ? "A few notes show that the sound is on. Nothing is recorded."
          : "For example what you had for breakfast. This is not part of the interview: it stays on this device and is not kept."}
      </p>
      {isHearing ? null : (
        <div className="mt-6">
          <Strokes shape={isOpen ? "listening" : "muted"} levels={tryOut.levels} />
        </div>
      )}
      <ul className="mt-4 divide-y divide-line border-y border-line">
        {isHearing ? null : (
          <Row icon={Mic} name="Microphone" judged={shown}>
            {microphone.state === "untried" ? (
              <Button onClick={() => listen()}>Try the microphone</Button>
            ) : blocked ? (
              <Blocked why={blocked} onAgain={() => listen()} />
            ) : (
              <div className="flex flex-wrap gap-2">
                <Devices tryOut={tryOut} onChoice={listen} />
                {microphone.state === "works" ? (
                  <Button onClick={() => play("back")}>Play what I said</Button>
                ) : null}
              </div>
            )}
          </Row>
        )}
        <Row icon={Volume2} name="Sound" judged={SOUND[sound]}>
          <div className="flex flex-wrap gap-2">
            <Button busy={sound === "playing" && "Playing…"} onClick={() => play("notes")}>
              {sound === "untried" ? "Play a few notes" : "Play them again"}
            </Button>
            {sound === "asking" ? (
              <>
                <Button onClick={() => setSound("works")}>I heard it</Button>
                <Button onClick={() => setSound("fails")}>I heard nothing</Button>
              </>
            ) : null}
          </div>
        </Row>
        <LineRow />
      </ul>
      <div className="mt-7 flex flex-wrap gap-3">
        <Button look="primary" size="large" onClick={() => onLeave(isHearing ? "hear" : "speak")}>
          I am ready <Icon of={ArrowRight} />
        </Button>
        <Button size="large" icon={<Icon of={Keyboard} />} onClick={() => onLeave("type")}>
          Type instead
        </Button>
      </div>
      <p className="mt-4 text-small text-text3">
        You can go on whatever this page shows, and change to typing at any time.
      </p>
    </>
  );
}

const UNTRIED: Judged = { state: "untried", word: "Not tried", rest: "" };

const BLOCKED: Record<NoMicrophone | "lost", string> = {
  blocked: "Closed",
  none: "None found",
  busy: "In use",
  insecure: "Not allowed here",
  lost: "Gone",
};

type SoundState = "untried" | "playing" | "asking" | "works" | "fails";
const SOUND: Record<SoundState, Judged> = {
  untried: { state: "untried", word: "Not tried", rest: "Headphones help. They are not needed." },
  playing: { state: "trying", word: "Playing", rest: "Listen." },
  asking: { state: "trying", word: "Did you hear it?", rest: "" },
  works: { state: "works", word: "You heard it", rest: "" },
  fails: {
    state: "fails",
    word: "Not heard",
    rest: "Is the volume up, and is the sound meant for other speakers? The questions also stand on the screen.",
  },
};

/** A page that is drawn fifty times a second for nothing would be slow. */
function sameOr(before: Judged, after: Judged): Judged {
  return before.state === after.state && before.word === after.word ? before : after;
}

const LOOKS: Record<CheckState, { icon: LucideIcon; tone: "plain" | "leaf" | "amber" | "rose" }> = {
  untried: { icon: CircleDashed, tone: "plain" },
  trying: { icon: CircleDashed, tone: "plain" },
  works: { icon: Tick, tone: "leaf" },
  little: { icon: TriangleAlert, tone: "amber" },
  fails: { icon: X, tone: "rose" },
};
const GROUNDS: Record<CheckState, string> = {
  untried: "bg-sunken text-text2",
  trying: "bg-sunken text-text2",
  works: "bg-leafsoft text-leaftext",
  little: "bg-ambersoft text-ambertext",
  fails: "bg-rosesoft text-rosetext",
};

interface RowProps {
  icon: LucideIcon;
  name: string;
  judged: Judged;
  children?: ReactNode;
}

function Row({ icon, name, judged, children }: RowProps) {
  const say = useSay();
  const { state, word, rest } = judged;
  const look = LOOKS[state];
  useEffect(() => {
    if (state !== "untried" && state !== "trying") say(`${name}: ${word}. ${rest}`);
  }, [name, state, word, rest, say]);
  return (
    <li className="flex gap-3.5 py-4" data-state={state}>
      <span
        className={`grid size-10 shrink-0 place-items-center rounded-control ${GROUNDS[state]}`}
      >
        <Icon of={icon} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
          <h2 className="text-body">{name}</h2>
          <span className="text-small">
            <Status icon={look.icon} tone={look.tone}>
              {word}
            </Status>
          </span>
        </div>
        {rest ? <p className="mt-1 text-small text-text2">{rest}</p> : null}
        {children ? <div className="mt-2.5">{children}</div> : null}
      </div>
    </li>
  );
}

interface BlockedProps {
  why: NoMicrophone | "lost";
  onAgain: () => void;
}

function Blocked({ why, onAgain }: BlockedProps) {
  const { title, rest } = microphoneWords(why, navigator.userAgent);
  const again = (
    <Button size="small" onClick={onAgain}>
      Try again
    </Button>
  );
  return (
    <Note tone="amber" title={title} actions={why === "insecure" ? null : again}>
      {rest}
    </Note>
  );
}

interface DevicesProps {
  tryOut: TryOut;
  onChoice: (deviceId: string) => void;
}

/** Which microphone, where there is more than one. */
function Devices({ tryOut, onChoice }: DevicesProps) {
  const [devices, setDevices] = useState<{ id: string; name: string; isOpen: boolean }[]>([]);
  useEffect(() => {
    const look = () => void tryOut.devices().then(setDevices);
    look();
    navigator.mediaDevices.addEventListener("devicechange", look);
    return () => navigator.mediaDevices.removeEventListener("devicechange", look);
  }, [tryOut]);
  if (devices.length < 2) return null;
  return (
    <select
      aria-label="Which microphone"
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

const TRIPS = 5;

/** The way to the room and back, tried at once: it needs nobody's leave. */
function LineRow() {
  const [judged, setJudged] = useState<Judged>({ state: "trying", word: "Trying", rest: "" });
  const isBegun = useRef(false);
  const measure = useCallback(async () => {
    setJudged({ state: "trying", word: "Trying", rest: "" });
    const trips: (number | null)[] = [];
    for (let trip = 0; trip < TRIPS; trip += 1) trips.push(await roundTrip());
    // The first one opens the connection; it says little about the line.
    setJudged(judgeLine(trips.slice(1)));
  }, []);
  useEffect(() => {
    if (isBegun.current) return;
    isBegun.current = true;
    void measure();
  }, [measure]);
  return (
    <Row icon={Wifi} name="Connection" judged={judged}>
      {judged.state === "little" || judged.state === "fails" ? (
        <Button size="small" onClick={() => void measure()}>
          Try again
        </Button>
      ) : null}
    </Row>
  );
}

async function roundTrip(): Promise<number | null> {
  const began = performance.now();
  try {
    const { ok } = await fetch("/health", { cache: "no-store" });
    return ok ? performance.now() - began : null;
  } catch {
    return null;
  }
}
