import { callerStore } from "@/shared/api/caller";

const PROTOCOL = "vivavoce.staff.v1";

/** How a person of staff shows who they are where no header can be sent. */
export function staffProtocols(): string[] {
  const caller = callerStore.get();
  return caller ? [PROTOCOL, `bearer.${caller.accessToken}`] : [PROTOCOL];
}

/** As after a 401: an unknown caller signs in again. */
export function signOut(): void {
  callerStore.set(null);
}
