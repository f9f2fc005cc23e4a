// Times by the workspace's own clock, as people in the council read them.

const ZONE = "Europe/London";
const DAY = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, weekday: "long", day: "numeric", month: "long", year: "numeric" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });

export function when(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

/** Monday 13 September 2021 */
export function day(at: Date): string {
  return DAY.format(at).replace(",", ""); // some browsers put one after the weekday
}

/** 09:30 */
export function clock(at: Date): string {
  return CLOCK.format(at);
}

/** 0.8 ms, 12 ms */
export function duration(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString("en-GB")} ms`;
}
