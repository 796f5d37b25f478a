import { signOut, staffProtocols } from "@/shared/live/staff-stream";
import { type Dial, Stream, type StreamLink, streamAddress } from "@/shared/live/stream";
import { dashboardReducer, type LiveDashboard } from "./dashboard-state";
import { type DashboardMessage, dashboardMessage } from "./shapes";

export interface DashboardView {
  dashboard: LiveDashboard | null;
  link: StreamLink;
  lostAt: number | null;
}

const PAINT_MS = 1000;

/** The stream of the dashboard. However much changes, listeners are notified once a second. */
export class DashboardStore {
  #view: DashboardView = { dashboard: null, link: "joining", lostAt: null };
  #waiting: DashboardMessage[] = [];
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #stream: Stream<DashboardMessage>;
  #now: () => number;
  /** How far the gateway's clock is ahead of this one. */
  #ahead = 0;

  constructor({ dial, now }: { dial: Dial; now: () => number }) {
    this.#now = now;
    this.#stream = new Stream({
      address: streamAddress("/api/v1/live"),
      protocols: staffProtocols,
      read: dashboardMessage,
      onMessage: (message) => this.#hear(message),
      onLink: (link) => this.#onLink(link),
      onUnauthenticated: signOut,
      dial,
    });
  }

  open(): () => void {
    this.#stream.open();
    this.#timer = setInterval(() => this.#paint(), PAINT_MS);
    return () => {
      clearInterval(this.#timer);
      this.#stream.shut();
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): DashboardView => this.#view;

  readonly retryNow = (): void => this.#stream.retryNow();

  #hear(message: DashboardMessage): void {
    if (message.type === "heartbeat") return;
    this.#ahead = Date.parse(message.at) - this.#now();
    this.#waiting.push(message);
    if (message.type === "snapshot") this.#paint();
  }

  #onLink(link: StreamLink): void {
    const lostAt = link === "open" ? null : (this.#view.lostAt ?? this.#now());
    if (link === this.#view.link) return;
    this.#show({ ...this.#view, link, lostAt });
  }

  #paint(): void {
    const messages = this.#waiting;
    this.#waiting = [];
    const dashboard = dashboardReducer(this.#view.dashboard, messages, this.#now() + this.#ahead);
    if (dashboard !== this.#view.dashboard) this.#show({ ...this.#view, dashboard });
  }

  #show(view: DashboardView): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}
