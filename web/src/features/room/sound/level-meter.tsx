import { useEffect, useRef } from "react";
import { Ripple } from "./level";
import type { Levels } from "./voice-session";
import type { Shape } from "./words";

interface LevelMeterProps {
  shape: Exclude<Shape, "other">;
  levels: Levels;
  /** In pixels. */
  height?: number;
}

const HEIGHT = 120;
const APART = 11;
const WIDE = 4.5;
const EVERY_MS = 1000 / 30;
const CALM_EVERY_MS = 250;
const LEAST = 1.5;

/**
 * The line with both voices: above it the interviewer, below it the person.
 *
 * Hidden from screen readers, because the state word stands beside it. The colors are the canvas's own
 * styles, so that theme and forced colors reach them.
 */
export function LevelMeter({ shape, levels, height = HEIGHT }: LevelMeterProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ripples = useRef({ above: new Ripple(), below: new Ripple() }).current;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let last = -CALM_EVERY_MS;
    let asked = 0;
    const paint = (now: number) => {
      asked = requestAnimationFrame(paint);
      if (now - last < (isCalm() ? CALM_EVERY_MS : EVERY_MS) - 2) return;
      last = now;
      ripples.above.add(shape === "speaking" || shape === "interrupted" ? levels.above : 0);
      ripples.below.add(shape === "listening" || shape === "interrupted" ? levels.below : 0);
      draw(element, shape, ripples, height);
    };
    asked = requestAnimationFrame(paint);
    return () => cancelAnimationFrame(asked);
  }, [shape, levels, ripples, height]);
  return (
    <div aria-hidden="true">
      <canvas
        ref={canvas}
        data-shape={shape}
        className="status-line level-meter block w-full"
        style={{ height }}
      />
    </div>
  );
}

function isCalm(): boolean {
  return (
    "still" in document.documentElement.dataset ||
    matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

function draw(
  canvas: HTMLCanvasElement,
  shape: LevelMeterProps["shape"],
  ripples: { above: Ripple; below: Ripple },
  height: number,
): void {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const scale = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
  if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  const colours = getComputedStyle(canvas);
  const middle = height / 2;
  pen.lineCap = "round";
  line(pen, colours.columnRuleColor, 1, [0, middle, width, middle]);
  if (shape === "muted") {
    line(pen, colours.caretColor, WIDE, [width / 2 - 25, middle + 25, width / 2 + 25, middle - 25]);
    return;
  }
  if (shape === "typing") {
    line(pen, colours.color, WIDE, [width / 2, middle + 6, width / 2, middle + 20]);
    return;
  }
  const count = Math.floor(width / APART);
  const from = (width - (count - 1) * APART) / 2;
  const most = middle - 8;
  const above = ripples.above.heights(count);
  const below = ripples.below.heights(count);
  for (let place = 0; place < count; place += 1) {
    const x = from + place * APART;
    if (shape !== "listening") {
      stroke(pen, colours.outlineColor, x, middle - 4, -most * (above[place] ?? 0));
    }
    if (shape !== "speaking") stroke(pen, colours.color, x, middle + 4, most * (below[place] ?? 0));
  }
}

/** Flat while silent: a dot says that the connection is open. */
function stroke(
  pen: CanvasRenderingContext2D,
  color: string,
  x: number,
  y: number,
  by: number,
): void {
  const least = by < 0 ? -LEAST : LEAST;
  line(pen, color, WIDE, [x, y, x, y + (Math.abs(by) > LEAST ? by : least)]);
}

function line(
  pen: CanvasRenderingContext2D,
  color: string,
  wide: number,
  [x1, y1, x2, y2]: [number, number, number, number],
): void {
  pen.strokeStyle = color;
  pen.lineWidth = wide;
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}
