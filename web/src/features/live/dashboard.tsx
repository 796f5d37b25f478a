import { i18n } from "@lingui/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, WifiOff } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useKeys } from "@/shared/lib/keys";
import { useArrival, useTitle } from "@/shared/lib/page";
import { clockTime } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { Empty, Skeleton } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import type { LiveDashboard as DashboardState } from "./dashboard-state";
import type { DashboardStore, DashboardView } from "./dashboard-store";
import { AttentionCard } from "./parts/attention-card";
import { SessionTable } from "./parts/session-table";
import { isWanted, TileGrid, useDots } from "./parts/tile-grid";
import { Totals } from "./parts/totals";
import type { Totals as Figures } from "./shapes";
import { useDashboard } from "./use-dashboard";

/** All live interviews, first those that need attention. */
export function LiveDashboard() {
  const [view, store] = useDashboard();
  const heading = useArrival("live");
  useTitle(`${i18n._("Live")} · Vivavoce`);
  const { dashboard, link } = view;
  useSameCountInNavigation(dashboard?.totals.live);
  return (
    <div data-wide>
      <header className="flex flex-wrap items-center gap-x-5 gap-y-1 border-b border-line pb-3">
        <h1 ref={heading} tabIndex={-1}>
          {i18n._("Live")}
        </h1>
        {dashboard && link === "open" ? <NoIssues dashboard={dashboard} /> : null}
      </header>
      <Connection view={view} store={store} />
      {dashboard ? (
        <DashboardContent
          dashboard={dashboard}
          isDisconnected={link === "lost" || link === "refused"}
        />
      ) : link === "joining" ? (
        <Skeleton rows={5} label={i18n._("Loading live interviews")} />
      ) : null}
    </div>
  );
}

/** The number in the navigation comes with the queue: it is asked for anew as soon as this page knows another one. */
function useSameCountInNavigation(live: number | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (live !== undefined) void queries.invalidateQueries({ queryKey: ["waiting"] });
  }, [live, queries]);
}

function NoIssues({ dashboard }: { dashboard: DashboardState }) {
  const open = dashboard.attentionItems.filter((item) => item.endedAt === null).length;
  if (open > 0 || dashboard.cards.size === 0) return null;
  return (
    <Status icon={CircleCheck} tone="leaf">
      {i18n._("No issues")}
    </Status>
  );
}

function Connection({ view, store }: { view: DashboardView; store: DashboardStore }) {
  const { dashboard, link, lostAt } = view;
  if (link === "refused") {
    return (
      <div className="mt-4">
        <Note tone="rose" title={i18n._("You do not have access to live interviews.")}>
          {i18n._("Sign in again, or ask an administrator for permission to read interviews.")}
        </Note>
      </div>
    );
  }
  if (link !== "lost") return null;
  return (
    <div className="mt-4" role="status">
      <Note
        tone="amber"
        icon={WifiOff}
        title={
          lostAt === null
            ? i18n._("Disconnected.")
            : i18n._("Disconnected since {time}.", { time: clockTime(new Date(lostAt)) })
        }
        actions={
          <Button size="small" onClick={store.retryNow}>
            {i18n._("Reconnect now")}
          </Button>
        }
      >
        {dashboard
          ? i18n._(
              "The interviews continue, but this page may be out of date. It reconnects automatically.",
            )
          : i18n._("It reconnects automatically.")}
      </Note>
    </div>
  );
}

function DashboardContent({
  dashboard,
  isDisconnected,
}: {
  dashboard: DashboardState;
  isDisconnected: boolean;
}) {
  const zone = useRef<HTMLDivElement>(null);
  const [isTable, showTable] = useState(false);
  const [wanted, setWanted] = useState<string | null>(null);
  const positions = usePositions(dashboard);
  const position = wanted !== null && positions.includes(wanted) ? wanted : null;
  const attentionItems = dashboard.attentionItems.flatMap((item) => {
    const card = dashboard.cards.get(item.id);
    return card && isWanted(card.position, position) ? [{ item, card }] : [];
  });
  const shown = [...dashboard.cards.values()].filter((card) => isWanted(card.position, position));
  const isDots = useDots(shown.length);
  const well = shown.length - attentionItems.length;
  useKeys({ n: () => nextAttentionItem(zone.current) });
  const now = useNow();
  return (
    <div ref={zone} className={`mt-5 grid gap-7 ${isDisconnected ? "grayscale" : ""}`}>
      <Totals totals={dashboard.totals} cards={shown} />
      {dashboard.cards.size === 0 ? <NoInterviews totals={dashboard.totals} /> : null}
      {attentionItems.length > 0 && !isTable ? (
        <section aria-labelledby="looks">
          <h2 id="looks">
            {i18n._("Needs attention")}{" "}
            <small className="text-small font-normal text-text3">
              {i18n._("{count} of {shown}, longest waiting first", {
                count: attentionItems.length,
                shown: shown.length,
              })}
            </small>
          </h2>
          <ul className="mt-3 grid grid-cols-[repeat(auto-fill,minmax(min(100%,17rem),1fr))] gap-3">
            {attentionItems.map(({ item, card }, place) => (
              <AttentionCard
                key={item.id}
                card={card}
                item={item}
                now={now}
                isFirst={place === 0}
              />
            ))}
          </ul>
        </section>
      ) : null}
      {dashboard.cards.size > 0 ? (
        <section>
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
            <h2>
              {isTable ? i18n._("All live interviews") : i18n._("Without issues")}{" "}
              <small className="text-small font-normal text-text3">
                {isTable ? shown.length : well}
              </small>
            </h2>
            <div className="flex flex-wrap items-center gap-x-6 gap-y-2 text-small text-text2">
              <p className={isTable ? "hidden" : ""}>
                {isDots
                  ? i18n._(
                      "Each dot is an interview: up while the interviewer speaks, down during an answer.",
                    )
                  : i18n._(
                      "Each bar is a turn: the interviewer above the line, the answers below.",
                    )}
                <span className="hidden desk:inline">
                  {" "}
                  {i18n._(
                    "Keys: arrows to move, Enter to observe, N for the next interview that needs attention.",
                  )}
                </span>
              </p>
              <label className="flex min-h-11 items-center gap-2 desk:min-h-9">
                <input
                  type="checkbox"
                  className="size-4.5"
                  checked={isTable}
                  onChange={(event) => showTable(event.target.checked)}
                />
                {i18n._("As a table")}
              </label>
              {positions.length > 1 ? (
                <label className="flex items-center gap-2">
                  {i18n._("Position")}
                  <select
                    value={position ?? ""}
                    onChange={(event) => setWanted(event.target.value || null)}
                    className="press min-h-10 max-w-64 rounded-control border border-edge bg-surface px-3 text-text"
                  >
                    <option value="">{i18n._("All positions")}</option>
                    {positions.map((each) => (
                      <option key={each}>{each}</option>
                    ))}
                  </select>
                </label>
              ) : null}
            </div>
          </div>
          {isTable ? (
            <div className="mt-3">
              <SessionTable cards={shown} attentionItems={attentionItems.map(({ item }) => item)} />
            </div>
          ) : (
            <TileGrid dashboard={dashboard} position={position} isDots={isDots} />
          )}
        </section>
      ) : null}
    </div>
  );
}

function NoInterviews({ totals }: { totals: Figures }) {
  return (
    <Empty title={i18n._("No live interviews")}>
      {totals.endedToday === 0
        ? i18n._("No interviews have ended today.")
        : i18n._(
            "{count, plural, one {# interview} other {# interviews}} ended today, {completed} of them completed.",
            { count: totals.endedToday, completed: totals.completedToday },
          )}{" "}
      {i18n._("An interview appears here when the candidate or the hiring manager joins.")}{" "}
      <Link to="/queue">{i18n._("Go to the queue")}</Link>
    </Empty>
  );
}

function usePositions(dashboard: DashboardState): string[] {
  return useMemo(
    () => [...new Set([...dashboard.cards.values()].map((card) => card.position))].toSorted(),
    [dashboard.cards],
  );
}

const MINUTE_MS = 60_000;

/** The time for "for 3 minutes"; it needs no more than one look a minute. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Go to the card after the one that has the focus, and from the last to the first. */
function nextAttentionItem(zone: HTMLElement | null): void {
  const links = [...(zone?.querySelectorAll<HTMLElement>("[data-attention]") ?? [])];
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[(at + 1) % links.length]?.focus();
}
