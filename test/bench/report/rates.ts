import type { Round, Rounds } from '../drive/rounds.ts'
import { median, spreadOf, type Row } from './result.ts'

/** A server that had less of its core than this was held up by something else, and its rate says little. */
const UNDISTURBED = 0.85

/**
 * How many times the floor: by the rates of each round and its neighbour, which saw the same disturbance; or by processor
 * time where one of the two did not have its core for itself.
 */
export function ratioOf(rounds: readonly Round[], floor: readonly Round[]): number {
  if (isDisturbed(rounds) || isDisturbed(floor)) return coreRatioOf(rounds, floor)
  return medianRatio(rounds, floor, ({ rate }) => rate)
}

/** The same by what a second of processor time did. */
export function coreRatioOf(rounds: readonly Round[], floor: readonly Round[]): number {
  return medianRatio(rounds, floor, ({ perCoreSecond }) => perCoreSecond)
}

function medianRatio(rounds: readonly Round[], floor: readonly Round[], of: (round: Round) => number): number {
  return median(
    rounds.flatMap((round, index) => {
      const beside = floor[index]
      return beside === undefined ? [] : of(round) / of(beside)
    }),
  )
}

export function rateRow(what: string, rounds: readonly Round[]): Row {
  const rates = rounds.map(({ rate }) => rate)
  return { what, value: median(rates), unit: '/s', spread: spreadOf(rates) }
}

/** What a second of the server's processor time did: steadier than the rate where others use the machine. */
export function coreRow(what: string, rounds: readonly Round[]): Row {
  const rates = rounds.map(({ perCoreSecond }) => perCoreSecond)
  return { what, value: median(rates), unit: '/s', spread: spreadOf(rates), detail: true }
}

export function notesOn(rounds: Rounds): string[] {
  const shares = [...rounds].map(([name, each]) => `${name} ${Math.round(busyOf(each) * 100)} %`)
  const disturbed = [...rounds.values()].some(isDisturbed)
  return [
    `share of its core that each server used: ${shares.join(', ')}`,
    ...(disturbed
      ? ['others used the machine: ratios are by processor time, and rates are lower than they could be']
      : []),
  ]
}

function isDisturbed(rounds: readonly Round[]): boolean {
  return busyOf(rounds) < UNDISTURBED
}

function busyOf(rounds: readonly Round[]): number {
  return median(rounds.map(({ busy }) => busy))
}
