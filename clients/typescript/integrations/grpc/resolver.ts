import type { experimental } from '@grpc/grpc-js'
import type { LookasideClient } from '../../client.ts'
import type { PoolWatch, WatchedList, WatchOptions } from '../../pool-watch.ts'
import type { GrpcLibrary } from './library.ts'
import type { ChannelSettings } from './pool-list.ts'
import { toAttributes, toPoolList } from './pool-list.ts'
import { toServiceConfig } from './service-config.ts'
import type { Target } from './target.ts'
import { poolOf } from './target.ts'

export type ResolverConstructor = Parameters<typeof experimental.registerResolver>[1]

export interface ResolverDeps {
  readonly client: Pick<LookasideClient, 'watchPool'>
  readonly grpc: GrpcLibrary
  readonly watch: WatchOptions
  readonly settings: ChannelSettings
}

/** Watches the pool of a target for as long as the channel wants to know. */
function createResolver(
  { client, grpc, settings, watch: watchOptions }: ResolverDeps,
  pool: string,
  listener: experimental.ResolverListener,
  channelOptions: object,
): experimental.Resolver {
  const serviceConfig = { ok: true, value: toServiceConfig(channelOptions, grpc) } as const
  let watch: PoolWatch | undefined
  const tell = (list: WatchedList): void => {
    const pooled = toPoolList(list, settings, grpc)
    const endpoints = pooled.entries.map(({ endpoint }) => endpoint)
    listener({ ok: true, value: endpoints }, toAttributes(pooled), serviceConfig, '')
  }
  const fail = (error: unknown): void => {
    const status = {
      code: grpc.status.UNAVAILABLE,
      details: `lookaside: pool "${pool}": ${error instanceof Error ? error.message : String(error)}`,
      metadata: new grpc.Metadata(),
    }
    listener({ ok: false, error: status }, {}, serviceConfig, '')
  }
  /** grpc-js wants no call back from within its own call, and none after the end. */
  const later = (asked: PoolWatch | undefined, run: () => void): void =>
    queueMicrotask(() => {
      if (watch === asked) run()
    })
  const settle = (asked: PoolWatch): void => {
    asked.ready().then(
      () => {
        const list = asked.current()
        if (watch === asked && list !== undefined) tell(list)
      },
      (error: unknown) => {
        if (watch === asked) fail(error)
      },
    )
  }
  return {
    updateResolution() {
      if (watch === undefined) {
        try {
          watch = client.watchPool(pool, watchOptions)
        } catch (error) {
          return later(undefined, () => fail(error))
        }
        watch.onChange(tell)
      }
      settle(watch)
    },
    destroy() {
      watch?.close()
      watch = undefined
    },
  }
}

export function createResolverClass(deps: ResolverDeps): ResolverConstructor {
  return class LookasideResolver implements experimental.Resolver {
    private readonly resolver: experimental.Resolver

    constructor(target: Target, listener: experimental.ResolverListener, channelOptions: object) {
      this.resolver = createResolver(deps, poolOf(target), listener, channelOptions)
    }

    updateResolution(): void {
      this.resolver.updateResolution()
    }

    destroy(): void {
      this.resolver.destroy()
    }

    /** It is also the name that a certificate must have, so it is a host name: `payments/checkout` is `payments.checkout`. */
    static getDefaultAuthority(target: Target): string {
      return poolOf(target).replaceAll('/', '.')
    }
  }
}
