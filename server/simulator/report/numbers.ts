/** Milliseconds in three digits, or whole. */
export function formatMs(ms: number): string {
  if (ms === 0) return '0'
  return ms >= 100 ? Math.round(ms).toLocaleString('en-US') : ms >= 10 ? trim(ms, 1) : trim(ms, 2)
}

/** A share in percent. */
export function formatPercent(share: number): string {
  if (share === 0) return '0 %'
  const percent = share * 100
  return `${percent >= 10 ? trim(percent, 1) : percent >= 0.1 ? trim(percent, 2) : trim(percent, 4)} %`
}

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}

/** Milliseconds as seconds. */
export const formatSeconds = (ms: number): string => trim(ms / 1_000, 2)

const trim = (value: number, digits: number): string => String(Number(value.toFixed(digits)))
