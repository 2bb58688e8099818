// Numbers as people read them: short and of steady width.

const WHOLE = new Intl.NumberFormat('en');
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

export const count = (value) => WHOLE.format(value);

/** Three digits: 999 B, 1.20 kB, 12.3 MB. */
export function bytes(value) {
  let unit = 0;
  let scaled = value;
  while (scaled >= 999.5 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(scaled) : digits(scaled)} ${UNITS[unit]}`;
}

export const perSecond = (value) => `${bytes(value)}/s`;

/** A dash for none. */
export const rate = (value) => (value > 0 ? perSecond(value) : '–');

/** 850 ms, 4.2 s, 3 m 05 s, 2 h 14 m, 5 d 03 h. */
export function duration(milliseconds) {
  const ms = Math.max(0, milliseconds);
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) {
    return seconds < 1 ? `${Math.round(ms)} ms` : `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} m ${two(seconds % 60)} s`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${two(minutes % 60)} m` : `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}

/** A dash for less than a second. */
export const wait = (milliseconds) => (milliseconds < 1000 ? '–' : duration(milliseconds));

export const words = (label) => label.replaceAll('_', ' ');

const two = (value) => String(value).padStart(2, '0');
const digits = (value) => value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
