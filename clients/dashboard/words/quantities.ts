import { formatCount, formatShare as shareOf, formatSpan as spanOf } from '../../cli/output/quantities.ts'

/** Quantities in the forms of the command line; a dash stands for what is unknown. */
export { formatCount, formatWeight } from '../../cli/output/quantities.ts'

const UNKNOWN = '–'

/** An age or a length in two or three digits: `0.8 ms`, `42 ms`, `1.5 s`, `12 min`, `3 h`, `5 d`. */
export function formatSpan(milliseconds: number | undefined): string {
  return milliseconds === undefined ? UNKNOWN : spanOf(milliseconds)
}

/** An age that changes each second: whole seconds, so that it does not flicker. */
export function formatAge(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return UNKNOWN
  return milliseconds < 10_000 ? `${Math.max(0, Math.floor(milliseconds / 1_000))} s` : formatSpan(milliseconds)
}

/** A share of 0 to 1 in percent: `3.2 %`. */
export function formatShare(share: number | undefined): string {
  return share === undefined ? UNKNOWN : shareOf(share)
}

/** Events a second: `0.4`, `12`, `1,234`. */
export function formatRate(perSecond: number | undefined): string {
  if (perSecond === undefined) return UNKNOWN
  return perSecond > 0 && perSecond < 9.95 ? tenths(perSecond) : formatCount(Math.round(perSecond))
}

/** Time of day by this browser: `20:31:05`. */
export function formatClock(time: number): string {
  const date = new Date(time)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** One form for one, another for none and many: `1 backend`, `3 backends`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

const tenths = (value: number): string => String(Math.round(value * 10) / 10)
