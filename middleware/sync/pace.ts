/** One change in a shop comes as several deliveries: long enough for most of them, too short for anybody to notice. */
const shortestMs = 200;
/** A call to Salesforce takes up to 1,000 rows, and a day has only so many calls. */
const longestMs = 1300;
/** Changes a second at which gathering longer saves more calls than it costs time. */
const busyRate = 40;

const valuesEveryMs = 10_000;
const quietRate = 5;

/** How long changes are gathered before they are read: by how many there were lately. Times in milliseconds of any clock. */
export class Pace {
  #takenAt = -Infinity;
  #rate = 0;
  #valuedAt = -Infinity;

  /** From now until changes should be taken. */
  waitMs(now: number): number {
    const share = Math.min(1, this.#rate / busyRate);
    const period = shortestMs + (longestMs - shortestMs) * share;
    // However long reading the last ones took, whoever comes now brings others along.
    return Math.min(period, Math.max(shortestMs, this.#takenAt + period - now));
  }

  took(changes: number, now: number): void {
    const seconds = Math.max(shortestMs, now - this.#takenAt) / 1000;
    const rate = changes / seconds;
    // Half of it: a single burst is no load.
    this.#rate = Number.isFinite(rate) ? (this.#rate + rate) / 2 : 0;
    this.#takenAt = now;
  }

  /** From now until what customers are worth should be written: at once, but under load for many changes together. */
  valuesInMs(now: number): number {
    return this.#rate < quietRate ? 0 : Math.max(0, this.#valuedAt + valuesEveryMs - now);
  }

  valued(now: number): void {
    this.#valuedAt = now;
  }
}
