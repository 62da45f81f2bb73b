/** Outlines on a 24 × 24 grid, in the text colour. */
export const OUTLINES = {
  check: "M5 12.5 10 17.5 19.5 7",
  close: "M6 6 18 18M18 6 6 18",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  share: "M12 15V4m-4 4 4-4 4 4M6 11H5v9h14v-9h-1",
  select: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.2l3 3 5-6",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm0 4v4.5l3 2",
  offline: "M4 4 20 20M5 10a11 11 0 0 1 4-2.3m5.5-.3A11 11 0 0 1 19 10M8.5 14a5.5 5.5 0 0 1 5-1.4M12 18.5v.01",
  retry: "M19 12a7 7 0 1 1-2.2-5.1M19 3v5h-5",
  more: "M5 11.5v1M12 11.5v1M19 11.5v1M4.5 12h1M11.5 12h1M18.5 12h1",
  play: "M8 5.5v13l10.5-6.5z",
  back: "M14.5 5 8 12l6.5 7",
  next: "M9.5 5 16 12l-6.5 7",
  zoom: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20 20M10.5 8v5M8 10.5h5",
  plus: "M12 5v14M5 12h14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  key: "M14.5 9.5 20 4m-2.5 2.5 2 2m-5.2 2.2a4.3 4.3 0 1 1-6.1 6.1 4.3 4.3 0 0 1 6.1-6.1Z",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  trash: "M4 7h16M9.5 7V4h5v3M6.5 7l1 13h9l1-13M10 11v5m4-5v5",
  warning: "M12 4 21 19.5H3ZM12 10v4m0 2.7v.01",
  split: "M12 4v16M9 8 5 12l4 4M15 8l4 4-4 4",
  photos: "M4 5h16v14H4zM4 16l5-5 4 4 3-2.5 4 3.5M15.5 9v.01",
  people:
    "M9 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM3 20a6 6 0 0 1 12 0M15.5 4.4a3.5 3.5 0 0 1 0 6.3M18 14.5a6 6 0 0 1 3 5.5",
  view: "M4 8h8m4 0h4M4 16h3m4 0h9M14 5.5v5M9 13.5v5",
  edit: "M5 19l1-4L16 5l3 3L9 18Z",
} as const;

export type IconName = keyof typeof OUTLINES;

/** Hidden from screen readers: the button around it has the name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={OUTLINES[name]} />
    </svg>
  );
}
