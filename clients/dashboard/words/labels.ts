export type Labels =
  | { readonly kind: 'labels'; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: 'wrong'; readonly problem: string }

/** Reads `key=value, key=value`. */
export function readLabels(text: string): Labels {
  const labels: Record<string, string> = {}
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue
    const at = part.indexOf('=')
    const key = part.slice(0, at).trim()
    if (at <= 0 || key === '')
      return { kind: 'wrong', problem: `Labels are written as key=value, and "${part}" is not` }
    labels[key] = part.slice(at + 1).trim()
  }
  return { kind: 'labels', labels }
}
