import { InvalidArgumentError, Option } from 'commander'

import { parseDuration } from './durations.ts'

/** A parser for an option's whole number. */
export function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new InvalidArgumentError(`Write a whole number from ${min} to ${max}.`)
  }
}

/** A parser for an option's duration; the result is in milliseconds. */
export function durationBetween(min: number, max: number, parse: typeof parseDuration = parseDuration) {
  return (text: string): number => {
    const value = parse(text) ?? Number.NaN
    if (value >= min && value <= max) return value
    throw new InvalidArgumentError(`Write a duration with a unit, such as 500ms, 5s or 1m.`)
  }
}

/** A parser for an option that may be given again and again. */
export function each(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text]
}

/** A parser for `key=value` pairs that may be given again and again. */
export function pairs(
  text: string,
  before: readonly (readonly [string, string])[] | undefined,
): readonly (readonly [string, string])[] {
  const equals = text.indexOf('=')
  if (equals < 1) throw new InvalidArgumentError('Write it as key=value.')
  return [...(before ?? []), [text.slice(0, equals), text.slice(equals + 1)] as const]
}

export const OUTPUTS = ['table', 'json'] as const

export type Output = (typeof OUTPUTS)[number]

/** The options of a command that prints a result and asks nobody, each time new since a command owns its options. */
export function printingOptions(): readonly Option[] {
  return [
    new Option('-o, --output <format>', 'table for people, json for programs (default: table)').choices(OUTPUTS),
    new Option('--no-color', 'no colours (also: NO_COLOR)'),
  ]
}

/** The options of every command that asks the service. */
export function askingOptions(): readonly Option[] {
  const [output, ...rest] = printingOptions()
  return [
    new Option('--address <host:port>', 'where the service is (default: LOOKASIDE_ADDRESS, else 127.0.0.1:50051)'),
    ...(output === undefined ? [] : [output]),
    new Option(
      '--timeout <duration>',
      'how long to wait for an answer (default: LOOKASIDE_TIMEOUT, else 5s)',
    ).argParser(durationBetween(1, 3_600_000)),
    ...rest,
  ]
}
