import captureUrl from "./capture.worklet.ts?worker&url";
import type { CapturedAudio, PlaybackCommand, PlaybackReport } from "./messages";
import playbackUrl from "./playback.worklet.ts?worker&url";

/** Why there is no microphone. */
export type NoMicrophone = "blocked" | "none" | "busy" | "insecure";

const AWAKE_WITHIN_MS = 400;

/** Open the browser's sound. Without a press before, it may stay asleep until `wake`. */
export async function openSound(): Promise<AudioContext> {
  const context = new AudioContext({ latencyHint: "interactive" });
  await wake(context);
  await Promise.all([
    context.audioWorklet.addModule(captureUrl),
    context.audioWorklet.addModule(playbackUrl),
  ]);
  return context;
}

/** Return whether the sound runs; a browser that wants a press first leaves it waiting for ever. */
export async function wake(context: AudioContext): Promise<boolean> {
  const late = new Promise<void>((done) => setTimeout(done, AWAKE_WITHIN_MS));
  await Promise.race([context.resume().catch(() => undefined), late]);
  return context.state === "running";
}

interface MicrophoneParts {
  onChunk: (chunk: CapturedAudio) => void;
  /** It was unplugged, or the browser took it away. */
  onLost: () => void;
}

/** An open microphone: chunks of 20 ms at 16 kHz, until it is closed. */
export class Microphone {
  #stream: MediaStream;
  #source: MediaStreamAudioSourceNode;
  #ear: AudioWorkletNode;

  static async open(
    context: AudioContext,
    parts: MicrophoneParts,
    deviceId?: string,
  ): Promise<Microphone> {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
        channelCount: { ideal: 1 },
        ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
      },
    });
    return new Microphone(context, stream, parts);
  }

  private constructor(context: AudioContext, stream: MediaStream, parts: MicrophoneParts) {
    this.#stream = stream;
    this.#source = context.createMediaStreamSource(stream);
    this.#ear = new AudioWorkletNode(context, "vivavoce-ear", {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: "explicit",
    });
    this.#ear.port.onmessage = ({ data }: MessageEvent<CapturedAudio>) => parts.onChunk(data);
    for (const track of stream.getAudioTracks()) track.onended = parts.onLost;
    this.#source.connect(this.#ear);
  }

  /** The device that listens, as the browser names it. */
  get deviceId(): string {
    return this.#stream.getAudioTracks()[0]?.getSettings().deviceId ?? "";
  }

  /** The thread first: nothing may be sent after this. */
  close(): void {
    this.#ear.port.onmessage = null;
    this.#ear.port.postMessage("close");
    this.#source.disconnect();
    for (const track of this.#stream.getTracks()) {
      track.onended = null;
      track.stop();
    }
  }
}

/** Return what the browser's refusal means. */
export function whyNoMicrophone(error: unknown): NoMicrophone {
  if (!window.isSecureContext || !navigator.mediaDevices) return "insecure";
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "blocked";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "none";
}

/** The way to the loudspeaker. */
export class Loudspeaker {
  #node: AudioWorkletNode;

  constructor(context: AudioContext, onNews: (news: PlaybackReport) => void) {
    this.#node = new AudioWorkletNode(context, "vivavoce-speaker", {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    this.#node.port.onmessage = ({ data }: MessageEvent<PlaybackReport>) => onNews(data);
    this.#node.connect(context.destination);
  }

  post(said: PlaybackCommand): void {
    this.#node.port.postMessage(said);
  }

  close(): void {
    this.#node.port.onmessage = null;
    this.#node.disconnect();
  }
}
