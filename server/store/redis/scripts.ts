import type { ClientContext, Result } from 'ioredis'
import { BEAT_V1 } from './lua/beat.lua.ts'
import { BIND_V1 } from './lua/bind.lua.ts'
import { CLOCK_V1 } from './lua/clock.lua.ts'
import { DELETE_POOL_V1 } from './lua/delete-pool.lua.ts'
import { PING_V1 } from './lua/ping.lua.ts'
import { PUT_OVERRIDE_V1 } from './lua/put-override.lua.ts'
import { PUT_POOL_V1 } from './lua/put-pool.lua.ts'
import { READ_BINDINGS_V1 } from './lua/read-bindings.lua.ts'
import { READ_POOL_V1 } from './lua/read-pool.lua.ts'
import { RESTORE_V1 } from './lua/restore.lua.ts'
import { SWEEP_V1 } from './lua/sweep.lua.ts'

/** Every script by its command name. The version is part of the name: replicas of two releases share one store. */
export const SCRIPTS = {
  beat_v1: { lua: BEAT_V1, numberOfKeys: 3 },
  bind_v1: { lua: BIND_V1, numberOfKeys: 4 },
  clock_v1: { lua: CLOCK_V1, numberOfKeys: 1 },
  put_pool_v1: { lua: PUT_POOL_V1, numberOfKeys: 2 },
  delete_pool_v1: { lua: DELETE_POOL_V1, numberOfKeys: 6 },
  put_override_v1: { lua: PUT_OVERRIDE_V1, numberOfKeys: 2 },
  restore_v1: { lua: RESTORE_V1, numberOfKeys: 3 },
  read_pool_v1: { lua: READ_POOL_V1, numberOfKeys: 5 },
  read_bindings_v1: { lua: READ_BINDINGS_V1, numberOfKeys: 1 },
  sweep_v1: { lua: SWEEP_V1, numberOfKeys: 6 },
  ping_v1: { lua: PING_V1, numberOfKeys: 1 },
} as const

export type ScriptName = keyof typeof SCRIPTS

/** `arguments`: the keys, then ARGV. */
export interface ScriptCall {
  readonly script: ScriptName
  readonly arguments: readonly string[]
}

type Run<Context extends ClientContext> = (...args: string[]) => Result<unknown, Context>

declare module 'ioredis' {
  interface RedisCommander<Context extends ClientContext> {
    beat_v1: Run<Context>
    bind_v1: Run<Context>
    clock_v1: Run<Context>
    put_pool_v1: Run<Context>
    delete_pool_v1: Run<Context>
    put_override_v1: Run<Context>
    restore_v1: Run<Context>
    read_pool_v1: Run<Context>
    read_bindings_v1: Run<Context>
    sweep_v1: Run<Context>
    ping_v1: Run<Context>
  }
}
