/** All items of a list that comes in pages. */
export async function allPages<Item>(
  page: (token: string) => Promise<{ readonly items: readonly Item[]; readonly nextPageToken: string }>,
): Promise<readonly Item[]> {
  const all: Item[] = []
  let token = ''
  do {
    const { items, nextPageToken } = await page(token)
    all.push(...items)
    // A token that comes back unchanged would be asked for ever.
    token = nextPageToken === token ? '' : nextPageToken
  } while (token !== '')
  return all
}
