// Who the newcomer is; another window can be someone else at the same time.

import { address, go } from "./address";
import { Icon } from "./Icon";
import type { Known } from "./live";
import { Avatar } from "./Message";
import { type Item, Menu } from "./Menu";
import { nameOf, standingOf } from "./words";

export function PersonSwitcher({ known, as, at }: { known: Known; as: string; at: string }) {
  const name = nameOf(as, known);
  const items = known.users
    .filter((one) => one.can_be_played)
    .flatMap((one): Item[] => [
      { label: one.real_name, note: standingOf(one), checked: one.id === as, run: () => go(one.id, at) },
      { label: `Open as ${one.real_name} in a new window`, aside: true, href: address(one.id, at) },
    ]);
  return (
    <Menu label={`You are ${name}. Change who you are`} items={items} className="switcher">
      <Avatar name={name} />
      <span>
        You are <strong>{name}</strong>
      </span>
      <Icon name="down" />
    </Menu>
  );
}
