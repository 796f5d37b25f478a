import type { Answers, ClientFrame, ServerFrame } from "@/shared/live/frames";
import type { ConnectionListener, RoomConnection } from "../use-session";
import { Loudspeaker, Microphone, openSound, wake, whyNoMicrophone } from "./equipment";
import { follow, loudness } from "./level";
import type { CapturedAudio, PlaybackReport } from "./messages";
import type { VoiceEvent } from "./voice";
import { audioChunkOf, microphoneMessage } from "./wire";

/** The levels that the strokes follow; read at each paint, never through the page's own state. */
export interface Levels {
  above: number;
  below: number;
}

interface VoiceSessionOptions {
  line: RoomConnection;
  post: (event: VoiceEvent) => void;
  now: () => number;
  /** There is no sound here, or no more of it: the interview goes on in writing. */
  onRefused: (reason: string) => void;
}

/** Microphone, loudspeaker and connection of one spoken interview. Opened by a press, closed with the room. */
export class VoiceSession implements ConnectionListener {
  readonly levels: Levels = { above: 0, below: 0 };
  #parts: VoiceSessionOptions;
  #context: AudioContext | null = null;
  #loudspeaker: Loudspeaker | null = null;
  #microphone: Microphone | null = null;
  /** Without a choice the server takes what its speech recognition supports. */
  #answers: Answers | undefined;
  #isOpen = false;
  #isAsked = false;
  #isOn = false;
  #isShut = false;
  #isMuted = false;
  #isTyping = false;
  #isPlaying = false;
  #isBeginningAnew = false;
  #sequence = 0;
  #playing: number | null = null;
  #unlisten: (() => void) | null = null;

  constructor(answers: Answers | undefined, parts: VoiceSessionOptions) {
    this.#answers = answers;
    this.#parts = parts;
  }

  /** Open the sound, unless there was no press on this page yet: nothing plays before that. */
  async start(): Promise<void> {
    // Not in the constructor: a page may create a voice session and discard it before it is shown.
    this.#unlisten ??= this.#parts.line.listen(this);
    if (navigator.userActivation?.hasBeenActive === false) {
      this.#parts.post({ type: "phase", phase: "asleep" });
    } else await this.wakeUp();
  }

  /** A press: the browser lets sound begin now. */
  async wakeUp(): Promise<void> {
    const context = this.#context ?? (await this.#open());
    if (!context || this.#isShut) return;
    if (await wake(context)) await this.#begin();
    else this.#parts.post({ type: "phase", phase: "asleep" });
  }

  /** Whether sound can be requested just now. */
  setOpen(isOpen: boolean): void {
    if (this.#isOpen === isOpen) return;
    this.#isOpen = isOpen;
    this.#isAsked = this.#isOn = this.#isBeginningAnew = false;
    if (isOpen) this.#ask();
    else this.#silenceLocally();
  }

  /** How answers are taken is settled when sound begins, so it ends and begins anew. */
  setAnswers(answers: Answers): void {
    this.#answers = answers;
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#isBeginningAnew = true;
    this.#silenceLocally();
    this.#parts.line.send({ type: "VOICE", mode: "off" });
  }

  setMuted(isMuted: boolean): void {
    const wasClosed = this.#isClosed;
    this.#isMuted = isMuted;
    this.#parts.post({ type: "muted", isMuted });
    this.#sayClosed(wasClosed);
  }

  /** The microphone is off while the candidate types: the keys would be heard. The voice stops as well. */
  setTyping(isTyping: boolean): void {
    if (isTyping) this.silence();
    if (this.#isTyping === isTyping) return;
    const wasClosed = this.#isClosed;
    this.#isTyping = isTyping;
    this.#parts.post({ type: "typing", isTyping });
    this.#sayClosed(wasClosed);
  }

  silence(): void {
    if (this.#playing !== null) this.#loudspeaker?.post({ type: "flush", gen: this.#playing });
    if (this.#isPlaying || this.#playing !== null) this.#parts.post({ type: "hushed" });
  }

  /** Return whether the frame was handed to an open connection. */
  send(frame: ClientFrame): boolean {
    return this.#parts.line.send(frame);
  }

  /** The candidate has said it all: the words so far are the answer. */
  finishAnswer(): void {
    if (this.send({ type: "AUDIO_END" })) this.#parts.post({ type: "finished" });
  }

  /** Open the microphone again after the browser let it go, or gave it free. */
  async listenAgain(): Promise<void> {
    this.#microphone?.close();
    this.#microphone = null;
    await this.#listen();
  }

  /** The thread of the microphone first, so that nothing is sent after the connection is closed. */
  close(): void {
    this.#isShut = true;
    this.#unlisten?.();
    this.#microphone?.close();
    if (this.#isOn) this.#parts.line.send({ type: "VOICE", mode: "off" });
    this.#loudspeaker?.close();
    void this.#context?.close();
  }

  onFrame(frame: ServerFrame): void {
    this.#parts.post({ type: "frame", frame, at: this.#parts.now() });
    switch (frame.type) {
      case "VOICE":
        if (frame.mode === "off") this.#turnOff();
        else this.#turnOn(frame.outRate ?? 24_000, frame.answers);
        return;
      case "SPEAK":
        this.#playing = frame.gen;
        return;
      case "SPOKEN":
        this.#loudspeaker?.post({ type: "spoken", gen: frame.gen });
        return;
      case "FLUSH":
        this.#loudspeaker?.post({ type: "flush", gen: frame.gen });
        return;
      case "ERROR":
        if (this.#isAsked && !this.#isOn) this.#parts.onRefused(frame.code);
        return;
      default:
        return;
    }
  }

  onSound(bytes: ArrayBuffer): void {
    const chunk = audioChunkOf(bytes);
    if (!chunk || !this.#isOn) return;
    this.#loudspeaker?.post({ type: "piece", gen: chunk.generation, samples: chunk.samples });
  }

  async #open(): Promise<AudioContext | null> {
    try {
      const context = await openSound();
      if (this.#isShut) {
        void context.close();
        return null;
      }
      this.#context = context;
      this.#loudspeaker = new Loudspeaker(context, (news) => this.#hearOf(news));
      return context;
    } catch {
      if (!this.#isShut) this.#parts.onRefused("device");
      return null;
    }
  }

  async #begin(): Promise<void> {
    if (this.#answers !== "typed") await this.#listen();
    if (this.#isShut) return;
    this.#parts.post({ type: "phase", phase: "asking" });
    this.#ask();
  }

  async #listen(): Promise<void> {
    if (!this.#context) return;
    try {
      const opened = await Microphone.open(this.#context, {
        onChunk: (chunk) => this.#said(chunk),
        onLost: () => this.#parts.post({ type: "microphone", microphone: "lost" }),
      });
      if (this.#isShut) {
        opened.close();
        return;
      }
      this.#microphone = opened;
      this.#parts.post({ type: "microphone", microphone: "open" });
    } catch (error) {
      this.#parts.post({ type: "microphone", microphone: whyNoMicrophone(error) });
    }
  }

  #ask(): void {
    if (!this.#isOpen || this.#context?.state !== "running") return;
    this.#isAsked = true;
    const wish = this.#answers ? { answers: this.#answers } : {};
    this.#parts.line.send({ type: "VOICE", mode: "on", ...wish });
  }

  #turnOn(outRate: number, answers: Answers | undefined): void {
    if (answers === "typed") this.#stopListening();
    this.#loudspeaker?.post({ type: "rate", rate: outRate });
    this.#playing = null;
    this.#isOn = true;
    this.#parts.post({ type: "phase", phase: "on" });
    if (this.#isClosed) this.#parts.line.send({ type: "MUTE", muted: true });
  }

  #turnOff(): void {
    if (this.#isBeginningAnew) this.#ask();
    // Before sound is on, this answers the session that was here before: sound was turned off and on again.
    else if (this.#isOn) this.#parts.onRefused("ended");
    this.#isBeginningAnew = false;
  }

  #stopListening(): void {
    this.#microphone?.close();
    this.#microphone = null;
    this.#parts.post({ type: "microphone", microphone: "off" });
  }

  get #isClosed(): boolean {
    return this.#isMuted || this.#isTyping;
  }

  #sayClosed(wasClosed: boolean): void {
    if (wasClosed === this.#isClosed || !this.#isOn) return;
    this.#parts.line.send({ type: "MUTE", muted: this.#isClosed });
  }

  #silenceLocally(): void {
    if (this.#playing !== null) this.#loudspeaker?.post({ type: "flush", gen: this.#playing });
    this.#playing = null;
    this.#parts.post({ type: "hushed" });
  }

  #said({ samples, rms }: CapturedAudio): void {
    this.levels.below = follow(this.levels.below, loudness(rms), 20);
    if (!this.#isOn || this.#isClosed) return;
    this.#parts.line.sendSound(microphoneMessage(this.#sequence, samples));
    this.#sequence += 1;
  }

  #hearOf(news: PlaybackReport): void {
    if (news.type === "level") {
      this.levels.above = follow(this.levels.above, loudness(news.rms), 33);
      if (news.isPlaying === this.#isPlaying) return;
      this.#isPlaying = news.isPlaying;
      this.#parts.post({ type: "playing", isPlaying: news.isPlaying });
      return;
    }
    const { gen, samples } = news.played;
    const flushed = news.how === "flushed" ? { flushed: true as const } : {};
    if (this.#isOn) this.#parts.line.send({ type: "MARK_PLAYED", gen, samples, ...flushed });
    if (news.how === "still") return;
    if (gen === this.#playing) this.#playing = null;
    this.#parts.post({ type: "ended", gen });
  }
}
