import { i18n } from "@lingui/core";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { Gauge, Keyboard, type LucideIcon, Search, Settings, Settings2 } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { SignOut } from "@/features/account/sign-out";
import { AlertBanner } from "@/features/analytics/banner";
import { useIsOperator } from "@/features/analytics/queries";
import { DecisionBar } from "@/features/approvals/pending/bar";
import { NotSent } from "@/features/approvals/pending/not-sent";
import { PendingDecisions, useOutbox } from "@/features/approvals/pending/pending-decisions";
import { useQueue } from "@/features/approvals/queries";
import { Bell, NewNotifications } from "@/features/notifications/bell";
import { useCaller } from "@/shared/api/caller";
import { guardLeaving } from "@/shared/api/leaving";
import type { SignedIn } from "@/shared/api/types";
import { forgetDrafts } from "@/shared/lib/draft";
import { isMac, useKeys, useKeysAfter } from "@/shared/lib/keys";
import { isFixedRole, nameOfRole } from "@/shared/lib/roles";
import { useRowKeys } from "@/shared/lib/rows";
import { isFirstTimeZone, useTimeZone } from "@/shared/lib/time-zone";
import { withinSentence } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { Mark } from "@/shared/ui/mark";
import { Skeleton } from "@/shared/ui/states";
import { Appearance } from "./appearance";
import { allPlacesOf, hiringPages, type Place, placeOf, placesOf, practicePages } from "./places";

const MOST_TABS = 3;
const FindAnything = lazy(() =>
  import("./find-anything").then((part) => ({ default: part.FindAnything })),
);
const KeysHelp = lazy(() => import("./keys-help").then((part) => ({ default: part.KeysHelp })));

type OpenDialog = "more" | "find" | "keys" | null;

/** The console around its pages: where to go, and who one is. */
export function Shell() {
  const caller = useCaller();
  const navigate = useNavigate();
  const timeZone = useFirstTimeZone();
  const [opened, setOpened] = useState<OpenDialog>(null);
  const close = () => setOpened(null);
  // A dialog says late that it closed: by then, Ctrl K may have opened the next one.
  const closeKeys = () => setOpened((now) => (now === "keys" ? null : now));
  const current = useCurrentPlace();
  useConsoleKeys(setOpened);
  useEffect(() => {
    if (caller) return;
    const next = window.location.pathname + window.location.search;
    void navigate({ to: "/sign-in", search: next === "/queue" ? {} : { next } });
  }, [caller, navigate]);
  if (!caller) return null;
  const { user } = caller;
  const places = placesOf(caller);
  const tabs = places.slice(0, MOST_TABS);
  return (
    <PendingDecisions key={user.id} me={user.id}>
      <SendsPendingDecision />
      <NewNotifications />
      <a
        href="#main"
        className="sr-only rounded-chip bg-act px-3.5 py-2.5 text-onact focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-10"
      >
        {i18n._("Skip to main content")}
      </a>
      <div className="desk:grid desk:grid-cols-[14.25rem_minmax(0,1fr)]">
        <div className="hidden border-r border-line bg-sunken desk:block">
          <div className="sticky top-0 flex h-dvh flex-col px-3 py-4.5">
            <div className="flex items-center justify-between">
              <Brand />
              <Bell />
            </div>
            <FindButton onClick={() => setOpened("find")} />
            <nav aria-label={i18n._("Main")} className="mt-3">
              {places.map((place) => (
                <PlaceLink key={place.to} place={place} />
              ))}
              <AdministrationLinks />
            </nav>
            <div className="mt-auto border-t border-line px-2.5 pt-3">
              <p className="font-[550] [overflow-wrap:anywhere]">{user.name}</p>
              <p className="text-small text-text3 [overflow-wrap:anywhere]">
                {nameOfRole(user.role, user.roleName)}
              </p>
              <div className="mt-2 -ml-2.5 flex flex-wrap">
                <Button
                  look="quiet"
                  size="small"
                  icon={<Icon of={Settings2} small />}
                  onClick={() => setOpened("more")}
                >
                  {i18n._("Appearance")}
                </Button>
                <Button
                  look="quiet"
                  size="small"
                  icon={<Icon of={Keyboard} small />}
                  onClick={() => setOpened("keys")}
                >
                  {i18n._("Shortcuts")}
                </Button>
                <SignOut look="quiet" />
              </div>
            </div>
          </div>
        </div>
        <header className="flex flex-wrap items-center justify-between border-b border-line bg-sunken px-4 py-1.5 desk:hidden">
          <Brand />
          <div className="flex items-center gap-1">
            <Bell />
            <Button
              look="quiet"
              aria-label={i18n._("Find anything")}
              icon={<Icon of={Search} />}
              onClick={() => setOpened("find")}
            >
              {i18n._("Find")}
            </Button>
          </div>
        </header>
        <main
          id="main"
          tabIndex={-1}
          className="min-w-0 px-4 pt-5 pb-28 desk:px-9 desk:pt-7 desk:pb-16"
        >
          <div className="mx-auto max-w-[73.75rem] has-[[data-wide]]:max-w-none">
            <AlertBanner />
            <NotSent />
            <PageLinks name={i18n._("Practice")} pages={practicePages} />
            <PageLinks name={i18n._("Interviews and library")} pages={hiringPages} />
            <Suspense fallback={<Skeleton label={i18n._("Loading the page")} />}>
              <Outlet key={timeZone} />
            </Suspense>
          </div>
        </main>
      </div>
      <nav
        aria-label={i18n._("Main")}
        data-bottom-bar=""
        className="fixed inset-x-0 bottom-0 z-[5] grid auto-cols-[minmax(min-content,1fr)] grid-flow-col overflow-x-auto border-t border-line bg-surface desk:hidden"
      >
        {tabs.map((place) => (
          <Link
            key={place.to}
            to={place.to}
            activeOptions={{ exact: true }}
            aria-current={place.to === current ? "true" : undefined}
            className="grid min-h-14 place-items-center content-center gap-0.5 px-1 text-small whitespace-nowrap font-[550] text-text3 no-underline [&[aria-current]]:text-text"
          >
            <Icon of={place.icon} /> {place.name}
          </Link>
        ))}
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => setOpened("more")}
          className="grid min-h-14 place-items-center content-center gap-0.5 px-1 text-small whitespace-nowrap font-[550] text-text3"
        >
          <Icon of={Settings2} /> {i18n._("More")}
        </button>
      </nav>
      <Dialog isOpen={opened === "more"} onClose={close} title={i18n._("More")}>
        <nav aria-label={i18n._("More pages")} className="mb-3 desk:hidden">
          {places.slice(MOST_TABS).map((place) => (
            <PlaceLink key={place.to} place={place} onGo={close} />
          ))}
          <AdministrationLinks onGo={close} />
        </nav>
        <p className="text-text2">
          {i18n._("Signed in as {name}, {role}.", {
            name: user.name,
            role: roleWithin(user),
          })}
        </p>
        <Appearance />
        <DialogActions>
          <SignOut look="quiet" />
          <Button look="primary" onClick={close}>
            {i18n._("Close")}
          </Button>
        </DialogActions>
      </Dialog>
      <Suspense fallback={null}>
        {opened === "find" ? <FindAnything onClose={close} /> : null}
        {opened === "keys" ? <KeysHelp onClose={closeKeys} /> : null}
      </Suspense>
      <DecisionBar />
    </PendingDecisions>
  );
}

/**
 * The time zone that became known first: a page that was drawn before is drawn again with it.
 *
 * A later change is on the next page, so that the form that made it stays as it is.
 */
function useFirstTimeZone(): string {
  const now = useTimeZone();
  const [first, setFirst] = useState(now);
  if (!first && now && isFirstTimeZone()) setFirst(now);
  return first;
}

/** The keys that work on every page of the console. */
function useConsoleKeys(open: (dialog: OpenDialog) => void): void {
  const navigate = useNavigate();
  const places = allPlacesOf(useCaller());
  const compare = () => {
    // Candidates of a position are compared, so this is for whom the positions are for.
    if (!places.some(({ to }) => to === "/positions")) return;
    void navigate({ to: "/compare", search: ({ position }) => (position ? { position } : {}) });
  };
  useKeys({
    "mod+k": () => open("find"),
    "?": () => open("keys"),
    "/": () => focusSearch() || open("find"),
  });
  useRowKeys();
  useKeysAfter("g", {
    ...Object.fromEntries(
      places.flatMap(({ letter, to }) => (letter ? [[letter, () => void navigate({ to })]] : [])),
    ),
    c: compare,
  });
}

/** Go to the search box of the page; return whether there is one that takes the focus. */
function focusSearch(): boolean {
  const box = document.querySelector<HTMLElement>("main input[type=search]");
  box?.focus();
  return box !== null && document.activeElement === box;
}

function FindButton({ onClick }: { onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      aria-keyshortcuts="Control+K Meta+K"
      className="mt-4 flex min-h-9 w-full items-center gap-2.5 rounded-control border border-line bg-surface px-2.5 text-text3"
    >
      <Icon of={Search} small /> {i18n._("Find")}
      <kbd className="ml-auto font-mono text-[0.8em] whitespace-nowrap">
        {isMac() ? "⌘ K" : i18n._("Ctrl K")}
      </kbd>
    </button>
  );
}

interface PageLinksProps {
  name: string;
  pages: typeof practicePages;
}

/** Pages that belong together and have no place of their own in the bar. */
function PageLinks({ name, pages }: PageLinksProps) {
  const caller = useCaller();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const places = pages(caller, path);
  if (places.length === 0) return null;
  return (
    <nav aria-label={name} data-page-links="" className="mb-4 flex flex-wrap gap-x-5 text-small">
      {places.map((place) => (
        <Link
          key={place.to}
          to={place.to}
          activeOptions={{ exact: true }}
          className="inline-flex min-h-8 items-center gap-1.5 border-b-2 border-transparent text-text2 no-underline hover:text-text aria-[current=page]:border-act aria-[current=page]:font-[550] aria-[current=page]:text-text"
        >
          <Icon of={place.icon} small /> {place.name}
        </Link>
      ))}
    </nav>
  );
}

/** The role as it stands within a sentence; an organization's own name for a role is kept as it is. */
function roleWithin({ role, roleName }: SignedIn["user"]): string {
  const name = nameOfRole(role, roleName);
  return isFixedRole(role) ? withinSentence(name) : name;
}

function Brand() {
  return (
    <p className="flex items-center gap-2.5 font-voice desk:px-2.5 text-[1.25rem] tracking-[-0.01em]">
      <Mark /> Vivavoce
    </p>
  );
}

const BAR_LINK =
  "flex items-center gap-2.5 rounded-lg px-2.5 py-2 font-[550] text-text2 no-underline [&[aria-current]]:bg-surface [&[aria-current]]:text-text [&[aria-current]]:shadow-[0_0_0_1px_var(--line)]";

interface PlaceLinkProps {
  place: Place;
  onGo?: () => void;
}

function PlaceLink({ place, onGo }: PlaceLinkProps) {
  const isCurrent = useCurrentPlace() === place.to;
  return (
    <Link
      to={place.to}
      activeOptions={{ exact: true }}
      aria-current={isCurrent ? "true" : undefined}
      onClick={onGo}
      className={BAR_LINK}
    >
      <Icon of={place.icon} /> {place.name}
      {place.to === "/queue" ? <QueueCount of="total" /> : null}
      {place.to === "/live" ? <QueueCount of="liveCount" /> : null}
    </Link>
  );
}

/** The place in the bar that the page on the screen belongs to. */
function useCurrentPlace() {
  const caller = useCaller();
  return placeOf(caller, useRouterState({ select: (state) => state.location.pathname }));
}

/** What waits, or how many interviews are live: the answer about the queue has both. */
function QueueCount({ of }: { of: "total" | "liveCount" }) {
  const count = useQueue().data?.[of];
  return count ? <span className="ml-auto text-small font-normal text-text3">{count}</span> : null;
}

/** Settings for everyone, as far as their role goes; operations for operators of the installation. */
function AdministrationLinks({ onGo }: { onGo?: () => void }) {
  const isOperator = useIsOperator();
  const link = (to: "/settings" | "/operations", name: string, icon: LucideIcon) => (
    <Link to={to} onClick={onGo} className={BAR_LINK}>
      <Icon of={icon} /> {name}
    </Link>
  );
  return (
    <div className="mt-2 border-t border-line pt-2">
      {link("/settings", i18n._("Settings"), Settings)}
      {isOperator ? link("/operations", i18n._("Operations"), Gauge) : null}
    </div>
  );
}

/** A decision that is still held is sent before the person signs out; where that fails they stay. */
function SendsPendingDecision() {
  const outbox = useOutbox();
  useEffect(
    () =>
      guardLeaving(async () => {
        if (outbox.held() && !(await outbox.sendNow())) return false;
        forgetDrafts();
        return true;
      }),
    [outbox],
  );
  return null;
}
