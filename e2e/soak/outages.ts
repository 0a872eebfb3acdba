/** When the widget was out of the room, by this program's clock. */

type Outage = { from: number; to: number };

export class Outages {
  #all: Outage[] = [];

  begin(): void {
    this.#all.push({ from: Date.now(), to: Infinity });
  }

  end(): void {
    this.#all[this.#all.length - 1].to = Date.now();
  }

  /** Whether there was one at any moment between these. */
  between(from: number, to: number): boolean {
    return this.#all.some((outage) => outage.from <= to && from <= outage.to);
  }
}
