/** What has been sent and has no outcome yet, by key in the order sent: a record can change again while its last version is on its way. */
export class InFlight<Flight> {
  readonly #flights = new Map<string, Flight[]>();

  launch(key: string, flight: Flight): void {
    const flights = this.#flights.get(key);
    if (flights) flights.push(flight);
    else this.#flights.set(key, [flight]);
  }

  land(key: string): Flight {
    const flights = this.#flights.get(key);
    const flight = flights?.shift();
    if (!flight) throw new Error(`The writer gave an outcome nobody waits for: ${key}`);
    if (flights!.length === 0) this.#flights.delete(key);
    return flight;
  }
}
