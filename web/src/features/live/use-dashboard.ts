import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useLiveApi } from "./calls";
import { DashboardStore, type DashboardView } from "./dashboard-store";

/** Hold the dashboard's stream open while the page stands. */
export function useDashboard(): [DashboardView, DashboardStore] {
  const { dial, now } = useLiveApi();
  const store = useMemo(() => new DashboardStore({ dial, now }), [dial, now]);
  useEffect(() => store.open(), [store]);
  return [useSyncExternalStore(store.subscribe, store.view), store];
}
