// Where an axis of time has its marks, and what stands at them.

// The first of a month; a year below 100 is that year, and not one of the twentieth century.
function firstOf(year, month = 0) {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 1);
  return date.getTime();
}

// Steps in months: the shortest whose labels have room.
const STEPS = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000];
const LABEL_WIDTH = 52;
function timeTicks(time) {
  const aDay = (time.ends[1] - time.ends[0]) / (time.high - time.low);
  const step = STEPS.find((months) => months * 30.4 * aDay >= LABEL_WIDTH) || STEPS[STEPS.length - 1];
  const start = new Date(time.low * 864e5);
  const ticks = [];
  for (let month = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step) * step; ; month += step) {
    const date = new Date(firstOf(Math.floor(month / 12), month % 12));
    const day = date.getTime() / 864e5;
    if (!(day < time.high)) return ticks;
    const parts = step >= 12 ? { year: "numeric" } : { month: "short", year: month % 12 ? undefined : "numeric" };
    if (day > time.low) ticks.push([day, date.toLocaleDateString(LANGUAGE, { ...parts, timeZone: "UTC" })]);
  }
}
