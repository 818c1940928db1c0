/**
 * The same, with the next ones already on their way while one is being dealt with: what is read keeps one thread busy, and
 * the database another. Never more than `most` ahead. Whoever stops early does not wait for a source that is itself waiting.
 */
export async function* readAhead<T>(source: AsyncIterable<T>, most = 1): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const coming: Promise<IteratorResult<T>>[] = [];
  const ask = () => {
    while (coming.length < most) {
      const result = iterator.next();
      // Looked at when its turn comes; until then it must not end the process as unhandled.
      result.catch(() => undefined);
      coming.push(result);
    }
  };
  let ended = false;
  try {
    for (ask(); ;) {
      const { done, value } = await coming.shift()!;
      ended = done === true;
      if (ended) return;
      ask();
      yield value as T;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
