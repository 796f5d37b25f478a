import { describe, expect, it } from "vitest";
import {
  checkConnection,
  checkMicrophone,
  type Loudness,
  louder,
  NOTHING_YET,
} from "./check-result";

const after = (levels: number[]): Loudness => levels.reduce(louder, NOTHING_YET);
const steady = (rms: number, chunks: number) => after(new Array<number>(chunks).fill(rms));

describe("judging the microphone", () => {
  it("works once a voice was heard for a third of a second, in one piece or in many", () => {
    expect(checkMicrophone(steady(0.05, 14)).state).toBe("trying");
    expect(checkMicrophone(steady(0.05, 15)).state).toBe("works");
    expect(
      checkMicrophone(after([...Array(300).keys()].map((at) => (at % 20 ? 0 : 0.1)))).state,
    ).toBe("works");
  });

  it("waits eight seconds before it says that it hears little, or nothing", () => {
    expect(checkMicrophone(steady(0.004, 399)).state).toBe("trying");
    expect(checkMicrophone(steady(0.004, 400)).state).toBe("little");
    expect(checkMicrophone(steady(0, 400)).state).toBe("fails");
  });
});

describe("judging the line", () => {
  it("works when every trip came back soon", () => {
    expect(checkConnection([12, 15, 90, 14, 13])).toMatchObject({
      state: "works",
      rest: "Response time 14 ms.",
    });
  });

  it("is a little slow when trips are long, are missing or come in bursts", () => {
    expect(checkConnection([180, 190, 200]).word).toBe("Slow");
    expect(checkConnection([20, 20, null]).rest).toContain("with interruptions");
    expect(checkConnection([20, 20, 1500]).state).toBe("little");
  });

  it("does not work when most trips never came back", () => {
    expect(checkConnection([20, null, null]).state).toBe("fails");
    expect(checkConnection([null]).state).toBe("fails");
  });
});
