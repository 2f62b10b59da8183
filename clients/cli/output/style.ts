import picocolors from 'picocolors'

/** Colours and the like, or their absence. */
export interface Style {
  readonly coloured: boolean
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
  readonly note: (text: string) => string
}

export function createStyle(coloured: boolean): Style {
  const { bold, dim, green, red, yellow, cyan } = picocolors.createColors(coloured)
  return { coloured, bold, dim, good: green, bad: red, warn: yellow, note: cyan }
}

/** Colours are for people at a terminal that has not asked for none (https://no-color.org). */
export function wantsColour(
  isTty: boolean,
  env: Readonly<Record<string, string | undefined>>,
  flag: boolean | undefined,
): boolean {
  return isTty && flag !== false && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
}
