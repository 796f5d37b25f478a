import { useQuery } from "@tanstack/react-query";
import { useCaller } from "./caller";
import { answered } from "./problem";
import { staffApi } from "./staff";
import type { CallerCard } from "./types";

const RENEW_MS = 60_000;

export const readMe = (): Promise<CallerCard> => answered(staffApi.GET("/auth/me"));

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
