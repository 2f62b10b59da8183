import picocolors from 'picocolors'

/** Colours and the like, or their absence. */
export interface Style {
  readonly coloured: boolean
  bold(text: string): string
  dim(text: string): string
  good(text: string): string
  bad(text: string): string
  warn(text: string): string
  note(text: string): string
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
