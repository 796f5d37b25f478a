/** Return the address if it is on this site, else the queue: "//elsewhere" would lead out. */
export function ownPath(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/queue";
}
