import type { Bench } from '../bench.ts'
import { processorSeconds } from '../processes/cpus.ts'
import type { Driven } from './driven.ts'

export interface Contestant {
  readonly name: string
  readonly pid: number
  /** Drives it once. */
  readonly run: (round: number) => Promise<Driven>
  /** What one request holds, for example 100 picks. */
  readonly itemsEach: number
  /** Bytes that a good answer has at least; an error has none. */
  readonly leastBytesEach: number
  /** Bytes that it has at most, where refusals are items of it. */
  readonly mostBytesEach?: number
}

export interface Round {
  /** Items a second. */
  readonly rate: number
  /** Items a second of the server's processor time: what it would do if nothing else ever ran on its core. */
  readonly perCoreSecond: number
  /** Share of its core that the server used; well below 1 something else held it up. */
  readonly busy: number
}

/** By contestant, in the order in which they were given. */
export type Rounds = ReadonlyMap<string, readonly Round[]>

/**
 * Drives each contestant in turn, again and again: what disturbs the machine for a while disturbs all of them, and medians
 * let single rounds go. The first round warms up and is not counted.
 */
export async function race(bench: Bench, contestants: readonly Contestant[], rounds: number): Promise<Rounds> {
  const results = new Map<string, Round[]>(contestants.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const contestant of contestants) {
      const measured = await driveOnce(contestant, round)
      if (round === 0) continue
      results.get(contestant.name)?.push(measured)
      bench.say(`round ${round}/${rounds}: ${contestant.name} ${Math.round(measured.rate)}/s`)
    }
  }
  return results
}

async function driveOnce(contestant: Contestant, round: number): Promise<Round> {
  const before = processorSeconds(contestant.pid)
  const driven = await contestant.run(round)
  const used = processorSeconds(contestant.pid) - before
  checkGood(contestant, driven)
  const items = driven.done * contestant.itemsEach
  return { rate: items / driven.seconds, perCoreSecond: items / used, busy: used / driven.seconds }
}

/** A refused call is HTTP 200 too, but it carries no message. */
function checkGood({ name, leastBytesEach, mostBytesEach = Infinity }: Contestant, driven: Driven): void {
  const { done, failed, bytesEach } = driven
  if (failed > 0 || done === 0) throw new Error(`${name}: ${failed} of ${done + failed} requests failed`)
  if (bytesEach < leastBytesEach || bytesEach > mostBytesEach) {
    const good = `${leastBytesEach} to ${mostBytesEach}`
    throw new Error(`${name}: answers have ${bytesEach} bytes, good ones ${good}: some were errors`)
  }
}
