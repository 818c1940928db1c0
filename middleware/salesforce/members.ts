import type { Aggregate, ExternalIdFields, Outcome, RowFailure } from './record.ts';
import { faultOf } from './row-fault.ts';
import { stateOf } from './verdict.ts';

/** Aggregates that are sent together, and which of them holds a record. */
export class Members {
  /** By position. */
  readonly aggregates: { readonly key: string }[] = [];
  /** By position: why it is not even sent. */
  readonly refused = new Map<number, RowFailure>();
  readonly #keys = new Set<string>();
  readonly #holders = new Map<string, Map<string, number>>();
  readonly #externalIdFields: ExternalIdFields;

  constructor(externalIdFields: ExternalIdFields) {
    this.#externalIdFields = externalIdFields;
  }

  /** One job or call must not hold a record twice: Salesforce refuses both. */
  collides(aggregate: Aggregate): boolean {
    return (
      this.#keys.has(aggregate.key) ||
      aggregate.rows.some((row) => this.#holders.get(row.object)?.has(row.externalId))
    );
  }

  /** Its position, or null where it cannot be sent. */
  admit({ key, rows }: Aggregate): number | null {
    const position = this.aggregates.push({ key }) - 1;
    this.#keys.add(key);
    const fault = faultOf(rows, this.#externalIdFields);
    if (fault) {
      this.refused.set(position, fault);
      return null;
    }
    for (const { object, externalId } of rows) {
      let held = this.#holders.get(object);
      if (!held) this.#holders.set(object, (held = new Map()));
      held.set(externalId, position);
    }
    return position;
  }

  /** The aggregate that holds this record, if it is among them. */
  holder(object: string, externalId: string): number | undefined {
    return this.#holders.get(object)?.get(externalId);
  }

  /** What became of each. `failures`: by position, those refused included. */
  outcomes(failures: ReadonlyMap<number, readonly RowFailure[]>): Outcome[] {
    return this.aggregates.map(({ key }, aggregate) => {
      const errors = failures.get(aggregate) ?? [];
      const isHere = (parent: { object: string; externalId: string }) => {
        const holder = this.holder(parent.object, parent.externalId);
        // An aggregate's own failures do not make the parent in it a missing one.
        return holder !== undefined && (holder === aggregate || !failures.has(holder));
      };
      return { key, state: stateOf(errors, isHere), errors };
    });
  }
}
