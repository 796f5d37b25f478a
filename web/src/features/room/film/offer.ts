import { store, storedJson } from "@/shared/lib/stored";
import { KEYS } from "../keys";

/** What a candidate is told before they are filmed. */
export interface FilmText {
  version: string;
  text: string;
}

/** What somebody wants of their film, of which words, at which invitation; kept in this tab. */
interface Wish {
  token: string;
  version: string;
  isYes: boolean;
}

/** Kept for the room, which is entered later. A wish belongs to one invitation and is never passed on. */
export function rememberFilm(token: string, film: FilmText | null): void {
  store(KEYS.film, film ? JSON.stringify(film) : null);
  if (!film || !wishAt(token)) store(KEYS.filmWish, null);
}

export function storedFilm(): FilmText | null {
  return storedJson<FilmText>(KEYS.film);
}

/** Return what was wished at this invitation, or null where nothing was. */
export function wishAt(token: string): Wish | null {
  const wish = storedJson<Wish>(KEYS.filmWish);
  return wish?.token === token ? wish : null;
}

export function storeWish(token: string, version: string, isYes: boolean | null): void {
  const wish = isYes === null ? null : JSON.stringify({ token, version, isYes });
  store(KEYS.filmWish, wish);
}
