import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../../store";
import { Icon } from "../../ui/icons";
import { listen } from "../../ui/listen";
import { strings } from "../i18n/strings";
import { changeView, deskView, MAX_TILE_SIZE, MIN_TILE_SIZE } from "./desk-view";

/** The size of the tiles, and whether they have filenames. */
export function ViewMenu() {
  const { tileSize, hasFilenames } = useStore(deskView);
  const menu = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  useLayoutEffect(() => {
    const close = () => menu.current?.removeAttribute("open");
    const press = ({ target }: Event) => menu.current?.contains(target as Node) || close();
    const closeByKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
      menu.current?.querySelector("summary")?.focus();
    };
    if (isOpen) return listen({ pointerdown: press, keydown: closeByKey }, globalThis, { capture: true });
  }, [isOpen]);
  return (
    <details ref={menu} class="view-menu" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary class="quiet-button" aria-label={strings.view}>
        <Icon name="view" />
      </summary>
      <div class="view-options">
        <label>
          {strings.tileSize}
          <input
            type="range"
            min={MIN_TILE_SIZE}
            max={MAX_TILE_SIZE}
            step={0.1}
            value={tileSize}
            onInput={({ currentTarget }) => changeView({ tileSize: currentTarget.valueAsNumber })}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={hasFilenames}
            onChange={({ currentTarget }) => changeView({ hasFilenames: currentTarget.checked })}
          />
          {strings.filenames}
        </label>
      </div>
    </details>
  );
}
