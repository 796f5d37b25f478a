import { callerStore } from "@/shared/api/caller";

const PROTOCOL = "vivavoce.staff.v1";

/** How a page of the console says whom it shows where no header can be sent. */
export function staffProtocols(): string[] {
  const caller = callerStore.get();
  return caller ? [PROTOCOL, `console.${caller.user.id}`] : [PROTOCOL];
}

/** As after a 401: an unknown caller signs in again. */
export function signOut(): void {
  callerStore.end();
}
