import { describe, expect, it } from "vitest";
import { judgeLine, judgeMicrophone, type Loudness, louder, NOTHING_HEARD } from "./judge";

const after = (levels: number[]): Loudness => levels.reduce(louder, NOTHING_HEARD);
const steady = (rms: number, pieces: number) => after(new Array<number>(pieces).fill(rms));

describe("judging the microphone", () => {
  it("works once a voice was heard for a third of a second, in one piece or in many", () => {
    expect(judgeMicrophone(steady(0.05, 14)).state).toBe("trying");
    expect(judgeMicrophone(steady(0.05, 15)).state).toBe("works");
    expect(
      judgeMicrophone(after([...Array(300).keys()].map((at) => (at % 20 ? 0 : 0.1)))).state,
    ).toBe("works");
  });

  it("waits eight seconds before it says that it hears little, or nothing", () => {
    expect(judgeMicrophone(steady(0.004, 399)).state).toBe("trying");
    expect(judgeMicrophone(steady(0.004, 400)).state).toBe("little");
    expect(judgeMicrophone(steady(0, 400)).state).toBe("fails");
  });
});

describe("judging the line", () => {
  it("works when every trip came back soon", () => {
    expect(judgeLine([12, 15, 90, 14, 13])).toMatchObject({
      state: "works",
      rest: "Response time 14 ms.",
    });
  });

  it("is a little slow when trips are long, are missing or come in bursts", () => {
    expect(judgeLine([180, 190, 200]).word).toBe("Slow");
    expect(judgeLine([20, 20, null]).rest).toContain("with interruptions");
    expect(judgeLine([20, 20, 1500]).state).toBe("little");
  });

  it("does not work when most trips never came back", () => {
    expect(judgeLine([20, null, null]).state).toBe("fails");
    expect(judgeLine([null]).state).toBe("fails");
  });
});
