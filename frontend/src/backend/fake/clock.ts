/** The moment the page was opened; the sample's story is told backwards from it. */
const opened = Date.now();

const MINUTE = 60_000;
const DAY = 86_400_000;

export const minutesAgo = (n: number) => new Date(opened - n * MINUTE).toISOString();
export const daysAgo = (n: number, hour = 10, minute = 0) => {
  const day = new Date(opened - n * DAY);
  day.setHours(hour, minute, 0, 0);
  return new Date(Math.min(day.getTime(), opened - MINUTE)).toISOString();
};
export const inDays = (n: number) => new Date(opened + n * DAY).toISOString();
export const inMinutes = (n: number) => new Date(opened + n * MINUTE).toISOString();
