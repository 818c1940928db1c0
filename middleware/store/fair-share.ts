export interface Load {
  /** Stores that this replica has. */
  readonly mine: number;
  /** What every other living replica has, by its id. */
  readonly others: ReadonlyMap<string, number>;
  /** Stores that nobody has. */
  readonly free: number;
}

export interface Share {
  readonly take: number;
  readonly giveBack: number;
}

/**
 * What a replica takes of the free stores, or gives back, so that all have the same number or one more. Of several who
 * have one too many for the sake of a newcomer, the first by id gives: each round sees what the one before it did.
 */
export function fairShare(me: string, { mine, others, free }: Load): Share {
  const counts = [...others.values()];
  const stores = counts.reduce((sum, count) => sum + count, mine + free);
  const replicas = others.size + 1;
  const [least, most] = [Math.floor(stores / replicas), Math.ceil(stores / replicas)];
  const someoneLacks = counts.some((count) => count < least);
  const upTo = someoneLacks ? least : most;
  if (mine < upTo) return { take: Math.min(free, upTo - mine), giveBack: 0 };
  if (mine > most) return { take: 0, giveBack: mine - most };
  const gives = mine > least && someoneLacks && free === 0 && isFirst(me, others, least);
  return { take: 0, giveBack: gives ? 1 : 0 };
}

function isFirst(me: string, others: ReadonlyMap<string, number>, least: number): boolean {
  return [...others].every(([id, count]) => count <= least || me < id);
}
