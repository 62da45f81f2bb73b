interface Connection {
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Yields each result of `read`, from the first page to the last of its `connection`, or until null. */
export async function* pages<Result>(
  read: (after: string | null) => Promise<Result | null>,
  connection: (result: Result) => Connection,
): AsyncGenerator<Result> {
  for (let after: string | null = null; ; ) {
    const result: Result | null = await read(after);
    if (!result) return;
    yield result;
    const { hasNextPage, endCursor } = connection(result).pageInfo;
    if (!hasNextPage) return;
    after = endCursor;
  }
}

/** Slices of at most `size` items, for mutations that bound their input. */
export const slices = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
