/** More lines than this cannot be told apart. */
export const MAX_LINES = 8

/** Which backends the charts show: the chosen ones, or else those with the most picks. Each keeps its colour while it stays. */
export function chartLines(
  ids: readonly string[],
  chosen: readonly string[],
  weightOf: (id: string) => number,
  before: readonly string[],
): readonly string[] {
  const known = new Set(ids)
  const wanted = chosen.filter((id) => known.has(id)).slice(0, MAX_LINES)
  if (wanted.length > 0) return wanted
  // Those shown already win by a margin: lines that come and go with each sample cannot be followed.
  const shown = new Set(before)
  const worth = new Map(ids.map((id) => [id, weightOf(id) * (shown.has(id) ? 1.25 : 1) + (shown.has(id) ? 1e-9 : 0)]))
  const top = [...ids].sort((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0) || (a < b ? -1 : 1)).slice(0, MAX_LINES)
  const stay = before.filter((id) => top.includes(id))
  const come = top.filter((id) => !shown.has(id)).sort()
  return [...stay, ...come]
}

/** The choice after a click on a backend: on or off; from the automatic choice it starts with what is shown. */
export function toggleLine(chosen: readonly string[], shown: readonly string[], id: string): readonly string[] {
  const from = chosen.length > 0 ? chosen : shown
  if (from.includes(id)) return from.filter((other) => other !== id)
  return [...from, id].slice(-MAX_LINES)
}
