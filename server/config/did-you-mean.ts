/**
 * Edit distance with swaps of neighbours counted as one edit (optimal string alignment), since a swap is the
 * commonest slip of the keyboard.
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1
      const steps = [(previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + cost]
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (row > 1 && column > 1 && swapped) steps.push((before[column - 2] ?? 0) + 1)
      current.push(Math.min(...steps))
    }
    before = previous
    previous = current
  }
  return previous[b.length] ?? 0
}

/** Longer words than any of ours are not worth comparing: the cost grows with the product of the lengths. */
const LONGEST_WORD = 64

const normal = (word: string): string => word.toLowerCase().replaceAll(/[-_\s]/g, '')

/** The candidate that was probably meant: spelling, case and separators aside. Undefined: none is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = normal(word)
  if (wanted === '' || wanted.length > LONGEST_WORD) return undefined
  let best: { candidate: string; distance: number } | undefined
  for (const candidate of candidates) {
    const distance = editDistance(wanted, normal(candidate))
    // One slip in short words, one in three letters in longer ones: more would suggest words that have nothing to do.
    const allowed = Math.max(1, Math.floor(Math.min(wanted.length, candidate.length) / 3))
    if (distance <= allowed && (best === undefined || distance < best.distance)) best = { candidate, distance }
  }
  return best?.candidate
}
