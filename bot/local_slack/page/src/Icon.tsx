// Small drawings beside words, or inside buttons that have a name: never the only sign of something.

const PATHS = {
  attach: "M14 6.5 7.8 12.7a1.6 1.6 0 0 0 2.3 2.3l6.2-6.2a3.4 3.4 0 0 0-4.8-4.8L5.2 10.3a5.2 5.2 0 0 0 7.4 7.4L17 13.3",
  close: "M5 5l10 10M15 5L5 15",
  down: "M5 8l5 5 5-5",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  list: "M3 5h14M3 10h14M3 15h14",
  more: "M10 4.5v.01M10 10v.01M10 15.5v.01",
  plus: "M10 4v12M4 10h12",
  reply: "M4 4h12v9H9l-4 3.5V13H4z",
  send: "M3 3.5 17 10 3 16.5 5 10zM5 10h6",
};

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
