const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const PATTERN = /^(\d{1,15}(?:\.\d{1,9})?)(ms|s|m|h|d)$/

const isUnit = (text: string | undefined): text is keyof typeof UNITS =>
  text !== undefined && Object.hasOwn(UNITS, text)

/** `'1.5s'` to 1500. Undefined: not a duration, or not a whole number of milliseconds. */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit] = PATTERN.exec(text) ?? []
  if (!isUnit(unit)) return undefined
  return wholeMilliseconds(Number(digits) * UNITS[unit])
}

/** Takes the noise of binary fractions away (2.3 * 1000 is not quite 2300) and refuses real fractions. */
export function wholeMilliseconds(value: number): number | undefined {
  const whole = Math.round(value)
  return Number.isSafeInteger(whole) && Math.abs(whole - value) < 1e-6 ? whole : undefined
}

/** 90000 to `'90s'`, 60000 to `'1m'`: the largest unit that divides it. The inverse of {@link parseDuration}. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s'
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (milliseconds % UNITS[unit] === 0) return `${milliseconds / UNITS[unit]}${unit}`
  }
  return milliseconds > 1_000 ? `${milliseconds / 1_000}s` : `${milliseconds}ms`
}
