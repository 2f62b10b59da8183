import type { ChannelOptions, experimental } from '@grpc/grpc-js'
import { createChoice, chooseSubset } from './choice.ts'
import type { GrpcLibrary } from './library.ts'
import type { Member, MemberChange } from './member.ts'
import { startMember } from './member.ts'
import type { PoolList } from './pool-list.ts'
import { readPoolList } from './pool-list.ts'
import { POLICY_NAME } from './service-config.ts'

export type LoadBalancerConstructor = Parameters<typeof experimental.registerLoadBalancerType>[1]
export type ConfigConstructor = Parameters<typeof experimental.registerLoadBalancerType>[2]

export interface BalancerDeps {
  readonly grpc: GrpcLibrary
  /** Milliseconds that only ever grow. */
  readonly now: () => number
  /** From 0, below 1. */
  readonly random: () => number
}

interface Balancer {
  update(list: PoolList, options: ChannelOptions, note: string): void
  /** There is no list to go by. */
  fail(status: Failure): void
  destroy(): void
}

type Failure = Partial<NonNullable<ConstructorParameters<typeof experimental.UnavailablePicker>[0]>>

/** Keeps a connection to each backend of a pool, and makes a new picker with each change. */
function createBalancer(
  deps: BalancerDeps,
  helper: experimental.ChannelControlHelper,
  self: experimental.LoadBalancer,
): Balancer {
  const { grpc, random } = deps
  const { READY, CONNECTING, TRANSIENT_FAILURE, IDLE } = grpc.connectivityState
  const members = new Map<string, Member>()
  let pool = ''
  let paused = false
  let lastError = ''

  const fail = (status: Failure): void =>
    helper.updateState(TRANSIENT_FAILURE, new grpc.experimental.UnavailablePicker(status), status.details ?? '')
  const publish = (): void => {
    if (paused) return
    const all = [...members.values()]
    const ready = all.filter((member) => member.state() === READY)
    if (ready.length > 0) helper.updateState(READY, createPicker(grpc, ready, random), null)
    else if (all.some((member) => member.state() === CONNECTING || member.state() === IDLE)) {
      helper.updateState(CONNECTING, new grpc.experimental.QueuePicker(self), null)
    } else fail({ details: all.length === 0 ? nobody(pool) : unreachable(pool, all.length, lastError) })
    for (const member of all) if (member.state() === IDLE) member.connect()
  }
  const onChange = ({ wasReady, error }: MemberChange): void => {
    if (error !== undefined) lastError = error
    // Whoever went away may be on no list any more.
    if (wasReady) helper.requestReresolution()
    publish()
  }
  return {
    fail(status) {
      if (members.size === 0) fail(status)
    },
    update(list, options, note) {
      pool = list.pool
      paused = true
      const isHeld = (entry: PoolList['entries'][number]): boolean => members.has(keyOf(entry))
      const wanted = new Map(
        chooseSubset(list.entries, list.maxConnections, isHeld, random).map((entry) => [keyOf(entry), entry]),
      )
      for (const [key, member] of members) {
        if (wanted.has(key)) continue
        members.delete(key)
        member.stop()
      }
      for (const [key, entry] of wanted) {
        const member = members.get(key)
        if (member !== undefined) member.share = entry.share
        else
          members.set(key, startMember({ ...deps, helper, pool, onChange, report: list.report }, entry, options, note))
      }
      paused = false
      publish()
    },
    destroy() {
      paused = true
      for (const member of members.values()) member.stop()
      members.clear()
    },
  }
}

/** A backend that moves is another one to connect to. */
function keyOf({ id, address }: { readonly id: string; readonly address: string }): string {
  return JSON.stringify([id, address])
}

function nobody(pool: string): string {
  return `lookaside: pool "${pool}" has no backend that may be called. See which there are and why: lookaside backends ${pool}`
}

function unreachable(pool: string, count: number, error: string): string {
  return `lookaside: none of the ${count} backends of pool "${pool}" can be reached. Last error: ${error}`
}

function createPicker(grpc: GrpcLibrary, ready: readonly Member[], random: () => number): experimental.Picker {
  const choose = createChoice(ready, random)
  return {
    pick(args) {
      const member = choose()
      return member === undefined ? new grpc.experimental.UnavailablePicker().pick(args) : member.pick(args)
    },
  }
}

export function createBalancerClass(deps: BalancerDeps): LoadBalancerConstructor {
  return class LookasideLoadBalancer implements experimental.LoadBalancer {
    private readonly balancer: Balancer

    constructor(helper: experimental.ChannelControlHelper) {
      this.balancer = createBalancer(deps, helper, this)
    }

    updateAddressList(
      endpoints: experimental.StatusOr<experimental.Endpoint[]>,
      _config: experimental.TypedLoadBalancingConfig,
      options: ChannelOptions,
      note: string,
    ): boolean {
      const list = readPoolList(options)
      if (!endpoints.ok) this.balancer.fail(endpoints.error)
      else if (list !== undefined) this.balancer.update(list, options, note)
      else
        this.balancer.fail({ details: `the policy ${POLICY_NAME} goes with targets like lookaside:///checkout only` })
      return true
    }

    exitIdle(): void {
      // It never is idle: it connects to every backend that it knows.
    }

    resetBackoff(): void {
      // Each backend's own policy backs off.
    }

    destroy(): void {
      this.balancer.destroy()
    }

    getTypeName(): string {
      return POLICY_NAME
    }
  }
}

/** It takes no settings: the shares come from the service. */
export const LookasideConfig: ConfigConstructor = class Config {
  getLoadBalancerName(): string {
    return POLICY_NAME
  }

  toJsonObject(): object {
    return { [POLICY_NAME]: {} }
  }

  static createFromJson(): Config {
    return new Config()
  }
}
