import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMe } from "@/shared/api/me";
import { asProblem } from "@/shared/api/problem";
import type { Permission } from "@/shared/api/types";
import { useArrival, useTitle } from "@/shared/lib/page";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { useSettingsCalls } from "../calls";

interface SettingsPageProps {
  title: string;
  /** The permission that the page needs; null if everyone may open it. */
  needs: Permission | null;
  under?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}

/** One settings page; those who may not open it are told so, and nothing of it is asked for. */
export function SettingsPage({ title, needs, under, aside, children }: SettingsPageProps) {
  const me = useMe(useSettingsCalls().me);
  const heading = useArrival(title);
  useTitle(`${title} · Vivavoce`);
  const isAllowed = me.data && (needs === null || me.data.permissions.includes(needs));
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {isAllowed ? aside : null}
      </div>
      {isAllowed && under ? <p className="mt-1.5 max-w-[44em] text-text2">{under}</p> : null}
      <div className="mt-6">{content()}</div>
    </>
  );

  function content() {
    if (isAllowed) return children;
    if (me.data) {
      return (
        <Empty title={i18n._("You cannot open this page")}>
          <p>
            {i18n._("Your role does not include it. Ask an administrator of your organization.")}
          </p>
          <p className="mt-2">
            <Link to="/settings/account">{i18n._("Go to your account")}</Link>
          </p>
        </Empty>
      );
    }
    if (!me.error)
      return (
        <Skeleton label={i18n._("Loading {first}", { first: title.toLowerCase(), what: title })} />
      );
    return (
      <Failure
        problem={asProblem(me.error)}
        what={i18n._("The page did not load.")}
        onRetry={() => void me.refetch()}
      />
    );
  }
}

/** Whether the person who is signed in has a permission; false until that is known. */
export function useMay(permission: Permission): boolean {
  return useMe(useSettingsCalls().me).data?.permissions.includes(permission) ?? false;
}
