import { i18n } from "@lingui/core";
import { useState } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Member } from "@/shared/api/types";
import { useHeadingTakesFocus } from "@/shared/lib/page";
import { nameOfRole } from "@/shared/lib/roles";
import { Button } from "@/shared/ui/button";
import { ChoiceList } from "@/shared/ui/choice-list";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Loaded } from "@/shared/ui/loaded";
import { Pager } from "@/shared/ui/pager";
import { Failure } from "@/shared/ui/states";
import { PAGE_SIZE } from "../calls";
import { useChange, useGrantableRoles, useMembers } from "../queries";

/** Everyone who belongs to the organization. */
export function Members() {
  const [page, setPage] = useState(1);
  const members = useMembers(page);
  const box = useHeadingTakesFocus<HTMLElement>();
  return (
    <section ref={box} aria-labelledby="members">
      <h2 id="members" className="mt-6">
        {i18n._("Members")}
        {members.data ? ` (${members.data.total})` : ""}
      </h2>
      <div className="mt-3">
        <Loaded of={members} what={i18n._("The members")}>
          {({ data, total }) => (
            <>
              <ul className="border-t border-line">
                {data.map((member) => (
                  <Row key={member.id} member={member} />
                ))}
              </ul>
              <Pager page={page} pageSize={PAGE_SIZE} total={total} onPage={setPage} />
            </>
          )}
        </Loaded>
      </div>
    </section>
  );
}

function Row({ member }: { member: Member }) {
  const me = useCaller()?.user.id;
  const [isChanging, setChanging] = useState(false);
  const remove = useChange((calls, id: string) => calls.removeMember(id));
  return (
    <li className="border-b border-line py-3.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <p className="font-[550]">
            {member.name}
            {member.id === me ? (
              <span className="font-normal text-text3"> {i18n._("(you)")}</span>
            ) : null}
          </p>
          <p className="text-small text-text3">
            {member.email} · {nameOfRole(member.role, member.roleName)}
          </p>
        </div>
        {member.id === me ? null : (
          <div className="flex flex-wrap gap-2">
            <Button
              size="small"
              aria-haspopup="dialog"
              aria-label={i18n._("Change role: {email}", { email: member.email })}
              onClick={() => setChanging(true)}
            >
              {i18n._("Change role")}
            </Button>
            <ConfirmButton
              size="small"
              aria-label={i18n._("Remove: {email}", { email: member.email })}
              question={i18n._("Remove {name}?", { name: member.name })}
              meaning={i18n._(
                "The person is signed out at once. API keys that they created and invitations that they sent stop working. Their decisions stay.",
              )}
              keep={i18n._("Keep")}
              confirm={i18n._("Remove")}
              busy={remove.isPending && i18n._("Removing…")}
              onConfirm={() => remove.mutate(member.id)}
            >
              {i18n._("Remove")}
            </ConfirmButton>
          </div>
        )}
      </div>
      {remove.error ? (
        <div className="mt-2">
          <Failure
            problem={asProblem(remove.error)}
            what={i18n._("{name} was not removed.", { name: member.name })}
          />
        </div>
      ) : null}
      {isChanging ? <ChangeRole member={member} onClose={() => setChanging(false)} /> : null}
    </li>
  );
}

function ChangeRole({ member, onClose }: { member: Member; onClose: () => void }) {
  const [role, setRole] = useState(member.role);
  const roles = useGrantableRoles();
  const change = useChange((calls, given: string) => calls.changeRole(member.id, given));
  return (
    <Dialog isOpen onClose={onClose} title={i18n._("Role of {name}", { name: member.name })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (role === member.role) onClose();
          else change.mutate(role, { onSuccess: onClose });
        }}
      >
        <ChoiceList legend={i18n._("Role")} value={role} options={roles} onChange={setRole} />
        <p className="mt-3 text-small text-text3">
          {i18n._("API keys of the person lose what the new role does not include.")}
        </p>
        {change.error ? (
          <div className="mt-3">
            <Failure problem={asProblem(change.error)} what={i18n._("The role was not changed.")} />
          </div>
        ) : null}
        <div className="sticky -bottom-6 -mb-6 bg-raised pb-6">
          <DialogActions>
            <Button onClick={onClose}>{i18n._("Cancel")}</Button>
            <Button look="primary" type="submit" busy={change.isPending && i18n._("Saving…")}>
              {i18n._("Save role")}
            </Button>
          </DialogActions>
        </div>
      </form>
    </Dialog>
  );
}
