import { i18n } from "@lingui/core";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { type LiveDashboard, stepped } from "../dashboard-state";
import { initialsOf } from "../words";
import { MovedTile, Tile } from "./tile";

interface TileGridProps {
  dashboard: LiveDashboard;
  /** Only these positions are shown; everything where it is null. */
  position: string | null;
  /** Whether each interview is a dot. */
  isDots: boolean;
}

/** So many interviews have a tile each; more of them are a dot each, so that all stay in sight. */
const MOST_TILES = 200;
/** Dots become tiles again below this number, so that one interview more or less does not switch them. */
const FEWEST_DOTS = 180;

/** Return whether so many interviews are a dot each. */
export function useDots(count: number): boolean {
  const [wereDots, setDots] = useState(false);
  const isDots = wereDots ? count >= FEWEST_DOTS : count > MOST_TILES;
  if (isDots !== wereDots) setDots(isDots);
  return isDots;
}

/** The interviews without issues. One tab stop; the arrows move from tile to tile. */
export function TileGrid({ dashboard, position, isDots }: TileGridProps) {
  const grid = useRef<HTMLUListElement>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const above = useMemo(
    () => new Set(dashboard.attentionItems.map((look) => look.id)),
    [dashboard.attentionItems],
  );
  const slots = useMemo(
    () =>
      position === null
        ? dashboard.slots
        : dashboard.slots.filter(
            (id) => id !== null && dashboard.cards.get(id)?.position === position,
          ),
    [dashboard.slots, dashboard.cards, position],
  );
  const isThere = slots.map((id) => id !== null && dashboard.cards.has(id) && !above.has(id));
  const isHeld = chosen !== null && isThere[slots.indexOf(chosen)] === true;
  const entry = isHeld ? slots.indexOf(chosen) : isThere.indexOf(true);

  function move(event: KeyboardEvent) {
    const place = Number((event.target as HTMLElement).dataset["place"] ?? -1);
    if (place < 0) return;
    const next = stepped(place, event.key, columnsOf(grid.current), isThere);
    if (next === place) return;
    event.preventDefault();
    setChosen(slots[next] ?? null);
    grid.current?.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus();
  }

  return (
    <ul
      ref={grid}
      onKeyDown={move}
      aria-label={i18n._("Interviews without issues")}
      className={`mt-3 grid ${
        isDots
          ? "grid-cols-[repeat(auto-fill,1.5rem)] gap-1"
          : "grid-cols-[repeat(auto-fill,minmax(4.75rem,1fr))] gap-2 pad:grid-cols-[repeat(auto-fill,minmax(5.75rem,1fr))]"
      }`}
    >
      {slots.map((id, place) => {
        const card = id === null ? undefined : dashboard.cards.get(id);
        if (!card) {
          // biome-ignore lint/suspicious/noArrayIndexKey: a gap is its place and nothing else
          return <li key={`gap ${place}`} aria-hidden="true" />;
        }
        return (
          <li
            key={card.sessionId}
            className="min-w-0"
            aria-hidden={above.has(card.sessionId) || undefined}
          >
            {above.has(card.sessionId) ? (
              isDots ? null : (
                <MovedTile whose={initialsOf(card)} />
              )
            ) : (
              <Tile card={card} place={place} isEntry={place === entry} isDot={isDots} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

export function isWanted(position: string, wanted: string | null): boolean {
  return wanted === null || position === wanted;
}

/** How many tiles stand in the first row, as they are laid out now. */
function columnsOf(grid: HTMLElement | null): number {
  const tiles = [...(grid?.children ?? [])] as HTMLElement[];
  const top = tiles[0]?.offsetTop;
  const inRow = tiles.findIndex((tile) => tile.offsetTop !== top);
  return inRow < 0 ? Math.max(1, tiles.length) : inRow;
}
