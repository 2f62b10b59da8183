const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** `'1.5s'` to 1500, as configuration files write durations, in whole milliseconds. Undefined: not one. */
export function parseDuration(text: string): number | undefined {
  const exact = parseExactDuration(text)
  return exact === undefined ? undefined : Math.round(exact)
}

/** The same with fractions of a millisecond. */
export function parseExactDuration(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h)$/.exec(text) ?? []
  const factor = UNITS[unit]
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor
}
