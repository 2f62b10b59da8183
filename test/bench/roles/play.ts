import { beat } from './beater.ts'
import { call } from './caller.ts'
import { measureClient } from './client-cost.ts'
import { serveEcho } from './echo-server.ts'
import { measureMemory } from './memory-cost.ts'
import { sinkOtlp } from './otlp-sink.ts'
import { measurePickCost } from './pick-cost.ts'
import { measureUseCases } from './use-case-cost.ts'

/** The roles of child processes: `bench.js role <name> <arguments>`. */
export async function playRole([role = '', ...args]: readonly string[]): Promise<void> {
  const number = (at: number): number => Number(args[at])
  const budget = { warmUpMs: number(0), measureMs: number(1) }
  switch (role) {
    case 'echo':
      return serveEcho()
    case 'otlp-sink':
      return sinkOtlp()
    case 'beater':
      return tell(await beat(number(0), number(1), number(2)))
    case 'memory-cost':
      return tell(await measureMemory(number(0), number(1)))
    case 'caller':
      return tell(
        await call({
          port: number(0),
          path: args[1] ?? '',
          backends: number(2),
          seconds: number(3),
          firstSequence: number(4),
        }),
      )
    case 'client-cost':
      return tell(await measureClient({ port: number(0), pool: args[1] ?? '', seconds: number(2) }))
    case 'pick-cost':
      return tell(measurePickCost(args[2] ?? '', budget))
    case 'use-case-cost':
      return tell(await measureUseCases(budget))
    default:
      throw new Error(`no role ${role}`)
  }
}

/** A last line, and the end: what a role left running has no more to say. */
function tell(numbers: Readonly<Record<string, number>>): void {
  process.stdout.write(`${JSON.stringify(numbers)}\n`, () => process.exit())
}
