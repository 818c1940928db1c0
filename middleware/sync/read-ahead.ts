/**
 * The same, with the next one already on its way while one is being dealt with: what is read keeps one thread busy, and
 * the database another. Never more than one ahead. Whoever stops early does not wait for a source that is itself waiting.
 */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const next = () => {
    const result = iterator.next();
    // Looked at when its turn comes; until then it must not end the process as unhandled.
    result.catch(() => undefined);
    return result;
  };
  let ended = false;
  try {
    for (let coming = next(); ;) {
      const { done, value } = await coming;
      ended = done === true;
      if (ended) return;
      coming = next();
      yield value as T;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
