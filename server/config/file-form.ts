import type * as z from 'zod'

import { defaultPoolConfig, type PoolConfig } from '../pools/pool-config.ts'
import { redactUrl } from './display.ts'
import { formatDuration } from './duration.ts'
import { formatEndpoint } from './endpoint.ts'
import { isMapping } from './path.ts'
import { poolDocument } from './pool-document.ts'
import { poolSchema } from './pool-schema.ts'
import type { ServerConfig } from './server-config.ts'
import type { PolicySource } from './server-schema.ts'
import { bare, itemOf, settingOf, shapeOf } from './setting.ts'

/** Checked values as a file would say them: durations as text, policies by path or package, secrets hidden. */
export function fileForm(schema: z.core.$ZodType, value: unknown): unknown {
  const setting = settingOf(bare(schema))
  if (setting?.kind === 'duration' && typeof value === 'number') return formatDuration(value)
  if (setting?.secret === true && typeof value === 'string') return redactUrl(value)
  const item = itemOf(schema)
  if (item !== undefined && Array.isArray(value)) return value.map((each) => fileForm(item, each))
  const shape = shapeOf(schema)
  if (shape === undefined || !isMapping(value)) return value
  if (isPolicySource(value)) return sourceForm(value)
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const within = shape[key]
      return [key, within === undefined ? inner : fileForm(within, inner)]
    }),
  )
}

const isPolicySource = (value: object): value is PolicySource =>
  'kind' in value && (value.kind === 'path' || value.kind === 'package')

const sourceForm = (source: PolicySource): Record<string, unknown> =>
  source.kind === 'path' ? { path: source.path } : { package: source.package }

const builtIn = poolSchema(defaultPoolConfig(''), 'text')

/** A pool as an entry of `pools` would say it, defaults filled in. */
export function poolFileForm(config: PoolConfig): Record<string, unknown> {
  const form = fileForm(builtIn, poolDocument(config))
  if (!isMapping(form)) throw new TypeError('a pool is a mapping')
  return form
}

/** Everything that is in force, but for the pools, which have names of their own to be compared by. */
export function settingsFileForm(config: ServerConfig): Record<string, unknown> {
  const {
    pools: _pools,
    origins: _origins,
    listen,
    http,
    store,
    policies,
    poolDefaults,
    drainTimeoutMs,
    ...rest
  } = config
  const { name: _name, ...defaults } = poolFileForm(poolDefaults)
  return {
    ...rest,
    listen: formatEndpoint(listen),
    http: { ...http, listen: formatEndpoint(http.listen) },
    store: redactUrl(store),
    policies: policies.map(sourceForm),
    drainTimeout: formatDuration(drainTimeoutMs),
    poolDefaults: defaults,
  }
}
