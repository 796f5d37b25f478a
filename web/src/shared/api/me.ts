import { useQuery } from "@tanstack/react-query";
import { timeZoneStore } from "@/shared/lib/time-zone";
import { callerStore, mayBeSignedIn, renewPermissions, useCaller } from "./caller";
import { answered } from "./problem";
import { staffApi } from "./staff";
import type { CallerCard } from "./types";

const RENEW_MS = 60_000;

/** Return who is signed in; the console takes over their permissions and their time zone. */
export async function readMe(): Promise<CallerCard> {
  const me: CallerCard = await answered(staffApi.GET("/auth/me"));
  renewPermissions(me);
  timeZoneStore.set(me.timeZone || me.organizationTimeZone);
  return me;
}

/** Show who is signed in, where another tab knows and this one does not; else nobody. */
export async function recallCaller(): Promise<void> {
  if (!mayBeSignedIn()) return;
  const me: CallerCard | null = await answered(staffApi.GET("/auth/me")).catch(() => null);
  if (!me?.role) return;
  const { id, email, name, role, roleName, tenantId, permissions } = me;
  callerStore.set({ user: { id, email, name, role, roleName, tenantId }, permissions });
}

/** Who is signed in, with their permissions of this moment; asked for once by all parts of a page. */
export function useMe(read: () => Promise<CallerCard> = readMe) {
  const user = useCaller()?.user;
  return useQuery({
    queryKey: ["me", user?.tenantId, user?.id],
    queryFn: read,
    enabled: user !== undefined,
    staleTime: RENEW_MS,
    refetchInterval: RENEW_MS,
  });
}
