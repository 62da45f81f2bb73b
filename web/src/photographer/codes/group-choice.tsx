import { useState } from "preact/hooks";
import { count } from "../../i18n/numbers";
import { namesStrings } from "../i18n/names";
import type { Accessor } from "./documents";
import { groupsOf } from "./names-list";

/** A choice of group, if the event has any, and those of `accessors` that are in the chosen one. */
export function useGroupChoice<Item extends Accessor>(accessors: readonly Item[], all: readonly Accessor[]) {
  const [chosen, choose] = useState<string | null | undefined>();
  const groups = [...groupsOf(all).entries()];
  const hasGroups = groups.some(([group]) => group !== null);
  const isThere = hasGroups && groups.some(([group]) => group === chosen);
  const field = hasGroups ? (
    <select
      class="search"
      aria-label={namesStrings.group}
      value={isThere ? groups.findIndex(([group]) => group === chosen) : ""}
      onChange={({ currentTarget: { value } }) => choose(value ? groups[Number(value)]?.[0] : undefined)}
    >
      <option value="">{namesStrings.allGroups}</option>
      {groups.map(([group, codes], index) => (
        <option key={group} value={index}>
          {`${group ?? namesStrings.noGroup} (${count(codes)})`}
        </option>
      ))}
    </select>
  ) : null;
  return { field, found: isThere ? accessors.filter(({ group }) => group === chosen) : accessors };
}
