import { i18n } from "@lingui/core";
import { useEffect, useId, useRef, useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { NewView, SavedView, ViewChange } from "@/shared/api/types";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { useViewChange, useViews } from "../queries";
import { droppedText, isChanged, searchOf, settingsOf } from "../saved-views";
import { isFiltered, type ListSearch } from "../search";

interface SavedViewBarProps {
  search: ListSearch;
  columns: string[];
  onSearch: (search: ListSearch) => void;
  onColumns: (keys: string[]) => void;
}

/** Opens, saves and shares views of the list: a name for filters, an order and columns. */
export function SavedViewBar({ search, columns, onSearch, onColumns }: SavedViewBarProps) {
  const id = useId();
  const found = useViews();
  const [isSaving, setSaving] = useState(false);
  const isNew = useRef(!isFiltered(search) && !search.sort && !search.view);
  const change = useViewChange((calls, [view, more]: [string, ViewChange]) =>
    calls.changeView(view, more),
  );
  const remove = useViewChange((calls, view: string) => calls.deleteView(view));
  const choose = useViewChange((calls, view: string | null) => calls.chooseDefaultView(view));
  const views = found.data?.data ?? [];
  const view = views.find((each) => each.id === search.view);
  const isDefault = view !== undefined && found.data?.defaultViewId === view.id;
  const trouble = change.error ?? remove.error ?? choose.error;

  function open(chosen: SavedView | undefined) {
    onSearch(chosen ? searchOf(chosen) : {});
    if (chosen?.columns.length) onColumns(chosen.columns);
  }

  // A list that is opened without filters opens the person's default view, once.
  useEffect(() => {
    if (!isNew.current || !found.data) return;
    isNew.current = false;
    const chosen = found.data.data.find((each) => each.id === found.data.defaultViewId);
    if (chosen) open(chosen);
  });

  if (!found.data) return null;
  return (
    <section aria-label={i18n._("Saved views")} className="mt-4">
      <div className="flex flex-wrap items-end gap-2.5">
        {views.length > 0 ? (
          <div className="w-full min-w-0 pad:w-72">
            <label htmlFor={id} className="text-small text-text3">
              {i18n._("View")}
            </label>
            <select
              id={id}
              className="min-h-11 w-full rounded-control border border-edge bg-surface px-3 text-text desk:min-h-10"
              value={view?.id ?? ""}
              onChange={(event) => open(views.find((each) => each.id === event.target.value))}
            >
              <option value="">{i18n._("All interviews")}</option>
              {views.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.isMine
                    ? each.name
                    : i18n._("{name} (by {ownerName})", {
                        name: each.name,
                        ownerName: each.ownerName,
                      })}
                </option>
              ))}
            </select>
          </div>
        ) : null}
        <div className="flex flex-wrap items-center gap-2.5 empty:hidden desk:pb-1">
          {view?.mayChange && isChanged(view, search, columns) ? (
            <Button
              size="small"
              busy={change.isPending && i18n._("Saving…")}
              onClick={() => change.mutate([view.id, settingsOf(search, columns)])}
            >
              {i18n._("Update view")}
            </Button>
          ) : null}
          {isFiltered(search) || search.sort || view ? (
            <Button size="small" aria-haspopup="dialog" onClick={() => setSaving(true)}>
              {i18n._("Save as new view")}
            </Button>
          ) : null}
          {view ? (
            <>
              <Button
                size="small"
                look="quiet"
                onClick={() => choose.mutate(isDefault ? null : view.id)}
              >
                {isDefault ? i18n._("Remove default") : i18n._("Set as default")}
              </Button>
              {view.mayChange ? (
                <ConfirmButton
                  size="small"
                  look="quiet"
                  question={i18n._('Delete the view "{name}"?', { name: view.name })}
                  meaning={
                    view.isShared
                      ? i18n._("Your colleagues lose it too. No interview is changed.")
                      : i18n._("No interview is changed.")
                  }
                  keep={i18n._("Keep view")}
                  confirm={i18n._("Delete view")}
                  onConfirm={() => remove.mutate(view.id, { onSuccess: () => open(undefined) })}
                >
                  {i18n._("Delete view")}
                </ConfirmButton>
              ) : null}
            </>
          ) : null}
        </div>
      </div>
      {trouble ? (
        <div className="mt-3">
          <Failure problem={asProblem(trouble)} what={i18n._("The view was not changed.")} />
        </div>
      ) : null}
      {view && view.dropped.length > 0 ? (
        <div className="mt-3">
          <Note tone="amber" title={i18n._("Part of this view no longer exists and is left out.")}>
            {view.dropped.map((each) => (
              <span key={droppedText(each)} className="block">
                {droppedText(each)}
              </span>
            ))}
          </Note>
        </div>
      ) : null}
      {isSaving ? (
        <SaveView
          search={search}
          columns={columns}
          onClose={() => setSaving(false)}
          onSaved={(saved) => {
            setSaving(false);
            open(saved);
          }}
        />
      ) : null}
    </section>
  );
}

interface SaveViewProps {
  search: ListSearch;
  columns: string[];
  onClose: () => void;
  onSaved: (view: SavedView) => void;
}

function SaveView({ search, columns, onClose, onSaved }: SaveViewProps) {
  const mayShare = useIsAllowed("interview:update");
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const save = useViewChange((calls, view: NewView) => calls.saveView(view));
  const problem = save.error ? asProblem(save.error) : null;
  const isTaken = problem?.code === "view_name_taken";
  return (
    <Dialog isOpen onClose={onClose} title={i18n._("Save as new view")}>
      <p className="text-text2">
        {i18n._(
          "The filters, the order and the columns are saved. Search words are not: they are often a candidate’s name.",
        )}
      </p>
      {problem && !isTaken ? (
        <div className="mt-4">
          <Failure problem={problem} what={i18n._("The view was not saved.")} />
        </div>
      ) : null}
      <div className="mt-4 grid gap-3">
        <Field
          label={i18n._("Name")}
          error={isTaken ? problem.message : fieldRefusal(problem, "name")}
        >
          {(control) => (
            <input
              {...control}
              className={inputLook}
              maxLength={80}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {mayShare ? (
          <label className="flex min-h-11 items-center gap-2.5">
            <input
              type="checkbox"
              className="size-4.5"
              checked={isShared}
              onChange={(event) => setShared(event.target.checked)}
            />
            {i18n._("Share with the whole organization")}
          </label>
        ) : null}
      </div>
      <DialogActions>
        <Button onClick={onClose}>{i18n._("Cancel")}</Button>
        <Button
          look="primary"
          busy={save.isPending && i18n._("Saving…")}
          aria-disabled={!name.trim()}
          onClick={() =>
            name.trim() &&
            save.mutate(
              { name: name.trim(), isShared, ...settingsOf(search, columns) },
              { onSuccess: onSaved },
            )
          }
        >
          {i18n._("Save view")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
