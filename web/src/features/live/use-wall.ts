import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useLiveApi } from "./calls";
import { WallStore, type WallView } from "./wall-store";

/** Hold the wall's stream open while the page stands. */
export function useWall(): [WallView, WallStore] {
  const { dial, now } = useLiveApi();
  const store = useMemo(() => new WallStore({ dial, now }), [dial, now]);
  useEffect(() => store.open(), [store]);
  return [useSyncExternalStore(store.subscribe, store.view), store];
}
