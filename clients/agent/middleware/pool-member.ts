import { SYSTEM_CLOCK } from '../../typescript/clock.ts'
import { createLoadMeter } from '../load-meter.ts'
import type { LoadMeter } from '../load-meter.ts'
import type { Agent, AgentOptions } from '../start-agent.ts'
import { startAgent } from '../start-agent.ts'

/** As for `startAgent`; the address of the backend is known by the server. */
export interface PoolMemberOptions extends Omit<AgentOptions, 'backend' | 'meter'> {
  /**
   * Default of `address`: where the server listens; when that is everywhere, the first address of this machine that is not
   * loopback. Behind a proxy or in a container with mapped ports, say what callers see.
   */
  readonly backend?: Partial<AgentOptions['backend']>
}

/** A server that is a backend of a pool. */
export interface PoolMember {
  readonly agent: Agent
  /** What callers are told. */
  readonly address: string
  /**
   * Leaves the pool without losing a request: asks for no new picks, waits for the requests in flight, deregisters, and
   * closes the server. Repeating it is fine.
   */
  close(): Promise<void>
}

export interface Membership {
  readonly meter: LoadMeter
  /** Registers; `advertised` is used unless the options name an address. */
  join(advertised: () => string): Promise<{ readonly agent: Agent; readonly address: string }>
}

/** A meter that counts from now on, and an agent once the address is known. */
export function createMembership({ backend, ...options }: PoolMemberOptions): Membership {
  const meter = createLoadMeter(() => SYSTEM_CLOCK.now())
  return {
    meter,
    async join(advertised) {
      const address = backend?.address ?? advertised()
      const agent = await startAgent({ ...options, meter, backend: { ...backend, address } })
      return { agent, address }
    },
  }
}
