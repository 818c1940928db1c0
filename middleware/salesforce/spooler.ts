import { Breath } from '../common/breath.ts';
import { ChunkBuilder } from './chunk.ts';
import type { Chunk, ChunkSettings } from './chunk.ts';
import type { Aggregate } from './record.ts';

export interface ChunkLimits {
  /** Over all objects. The last aggregate of a chunk may go beyond. */
  readonly rows: number;
  readonly aggregates: number;
  readonly bytes: number;
}

/**
 * So many children of one parent fill a batch of their own, and whatever is saved beside it waits for the parent's lock:
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_concepts_limits.htm
 */
const skewedRows = 10_000;

function isSkewed({ rows }: Aggregate): boolean {
  return rows.length > skewedRows;
}

/** Cuts a stream of aggregates into chunks on disk, one each time it is asked. */
export class Spooler {
  readonly #source: AsyncIterator<Aggregate>;
  readonly #settings: ChunkSettings;
  readonly #limits: ChunkLimits;
  #carried: Aggregate | undefined;
  #stopped = false;

  constructor(source: AsyncIterable<Aggregate>, settings: ChunkSettings, limits: ChunkLimits) {
    this.#source = source[Symbol.asyncIterator]();
    this.#settings = settings;
    this.#limits = limits;
  }

  /** Null at the end. */
  async next(): Promise<Chunk | null> {
    const builder = new ChunkBuilder(this.#settings);
    try {
      await this.#fill(builder);
    } catch (error) {
      builder.discard();
      throw error;
    }
    const chunk = builder.close();
    return builder.size === 0 || this.#stopped ? null : chunk;
  }

  /** Does not wait for a source that is itself waiting. */
  stop(): void {
    this.#stopped = true;
    Promise.resolve(this.#source.return?.()).catch(() => undefined);
  }

  async #fill(builder: ChunkBuilder): Promise<void> {
    // A source that never waits would keep a running upload from going on.
    const breath = new Breath();
    while (!this.#stopped && !this.#isFull(builder)) {
      const aggregate = await this.#pull();
      if (!aggregate || this.#stopped) return;
      if (builder.collides(aggregate) || (builder.size > 0 && isSkewed(aggregate))) {
        this.#carried = aggregate;
        return;
      }
      builder.add(aggregate);
      if (isSkewed(aggregate)) return;
      await breath.take();
    }
  }

  #isFull(builder: ChunkBuilder): boolean {
    const { rows, aggregates, bytes } = this.#limits;
    return builder.rows >= rows || builder.size >= aggregates || builder.bytes >= bytes;
  }

  async #pull(): Promise<Aggregate | undefined> {
    const carried = this.#carried;
    if (carried) {
      this.#carried = undefined;
      return carried;
    }
    const { done, value } = await this.#source.next();
    if (done) return undefined;
    return value;
  }
}
