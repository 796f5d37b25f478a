/** Sound on the wire: a header of eight bytes, then 16 bit samples, lowest byte first. */

export const CAPTURE_RATE = 16_000;
export const CAPTURE_SAMPLES = 320;
const HEADER = 8;
const FROM_MICROPHONE = 1;
const FROM_INTERVIEWER = 2;

export interface AudioChunk {
  generation: number;
  sequence: number;
  samples: Int16Array;
}

/** Return 20 ms of the microphone as the server takes it. */
export function microphoneMessage(sequence: number, samples: Int16Array): ArrayBuffer {
  const message = new ArrayBuffer(HEADER + samples.length * 2);
  const view = new DataView(message);
  view.setUint8(0, FROM_MICROPHONE);
  view.setUint32(4, sequence >>> 0, true);
  for (let place = 0; place < samples.length; place += 1) {
    view.setInt16(HEADER + place * 2, samples[place] ?? 0, true);
  }
  return message;
}

/** Return what the interviewer's voice is made of; nothing for a message that is not sound. */
export function audioChunkOf(message: ArrayBuffer): AudioChunk | null {
  if (message.byteLength <= HEADER || message.byteLength % 2 !== 0) return null;
  const view = new DataView(message);
  if (view.getUint8(0) !== FROM_INTERVIEWER) return null;
  const samples = new Int16Array((message.byteLength - HEADER) / 2);
  for (let place = 0; place < samples.length; place += 1) {
    samples[place] = view.getInt16(HEADER + place * 2, true);
  }
  return { generation: view.getUint16(2, true), sequence: view.getUint32(4, true), samples };
}

/** Whether one generation began after another; their numbers start again after 65,535. */
export function isLater(one: number, other: number): boolean {
  const ahead = (one - other) & 0xffff;
  return ahead !== 0 && ahead < 0x8000;
}

export function asShort(sample: number): number {
  return Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
}
