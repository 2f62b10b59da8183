import { afterEach, describe, expect, test } from '@jest/globals'
import type { ClientOptions, LookasideClient, WatchedList } from '../../clients/typescript/index.ts'
import { createClient, LookasideError } from '../../clients/typescript/index.ts'
import type { WatchBackendsResponse } from '../../proto/gen/lookaside/v1/WatchBackendsResponse.ts'
import type { FakeLookaside, FakeScript } from '../support/fake-lookaside.ts'
import { refusal, startFakeLookaside } from '../support/fake-lookaside.ts'
import { startBlackHole } from '../support/wrong-port.ts'
import { eventually } from '../unit/clients/eventually.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function startService(changes: Partial<FakeScript> = {}, port = 0): Promise<FakeLookaside> {
  const service = await startFakeLookaside(port, changes)
  cleanUps.push(() => service.stop())
  return service
}

function connect(options: ClientOptions): LookasideClient {
  const client = createClient(options)
  cleanUps.push(() => client.close())
  return client
}

const list = (revision: number, ...ids: string[]): WatchBackendsResponse => ({
  revision,
  backends: ids.map((id) => ({ backend: { id, address: `${id}:80` }, share: 1 / ids.length })),
  cache: { maxAge: { nanos: 100_000_000 }, staleAge: { seconds: 60 } },
})
const idsOf = (watched: WatchedList | undefined): string[] => watched?.backends.map(({ backend }) => backend.id) ?? []
const reasonOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof LookasideError)) throw new Error(`expected a LookasideError, got ${String(error)}`)
  return error.reason
}

describe('watchPool', () => {
  test('brings the list, each change of it, and closes its stream with the last who watches', async () => {
    const service = await startService({ watch: () => list(1, 'a', 'b') })
    const client = connect({ address: service.address, locality: { region: 'eu' } })
    const watch = client.watchPool('p')
    const other = client.watchPool('p', { locality: { region: 'eu' } })
    expect(watch.current()).toBeUndefined()
    await watch.ready()
    expect(watch.current()).toMatchObject({ pool: 'p', revision: 1, source: 'watch', staleAgeMs: 60_000 })
    expect(watch.current()?.backends[0]).toMatchObject({ share: 0.5, backend: { id: 'a', address: 'a:80' } })
    expect(service.log.watches).toMatchObject([{ pool: 'p', locality: { region: 'eu' } }])
    const seen: string[][] = []
    const stop = watch.onChange((changed) => seen.push(idsOf(changed)))
    for (const watcher of service.watchers) watcher.push(list(2, 'b', 'c'))
    await eventually(() => expect(seen).toEqual([['b', 'c']]))
    stop()
    for (const watcher of service.watchers) watcher.push(list(3, 'c'))
    await eventually(() => expect(idsOf(other.current())).toEqual(['c']))
    expect(seen).toHaveLength(1)
    watch.close()
    watch.close()
    expect(service.watchers.size).toBe(1)
    other.close()
    await eventually(() => expect(service.watchers.size).toBe(0))
    await expect(reasonOf(other.ready())).resolves.toBe('CLIENT_CLOSED')
  })

  test('keeps the last good list while the service is away, says so, and recovers by itself', async () => {
    const first = await startService({ watch: () => list(1, 'a') })
    const watch = connect({ address: first.address }).watchPool('p')
    await watch.ready()
    const sources: string[] = []
    watch.onChange(({ source, degraded }) => sources.push([source, ...(degraded?.reasons ?? [])].join(' ')))
    first.stop()
    await eventually(() => expect(sources).toEqual(['cache service_unavailable']))
    expect(idsOf(watch.current())).toEqual(['a'])
    await startService({ watch: () => list(7, 'a', 'b') }, first.port)
    await eventually(() => expect(idsOf(watch.current())).toEqual(['a', 'b']))
    expect(sources.at(-1)).toBe('watch')
  })

  test('holds on to the last good list when the service says that there is nobody', async () => {
    const short = { maxAge: { nanos: 1 }, staleAge: { nanos: 300_000_000 } }
    const service = await startService({ watch: () => ({ ...list(1, 'a'), cache: short }) })
    const watch = connect({ address: service.address }).watchPool('p')
    await watch.ready()
    for (const watcher of service.watchers) watcher.push({ revision: 2, cache: short })
    await eventually(() => expect(watch.current()?.degraded?.reasons).toEqual(['empty_list']))
    expect(idsOf(watch.current())).toEqual(['a'])
    // Until it has said so for stale_age.
    await eventually(() => expect(idsOf(watch.current())).toEqual([]))
    for (const watcher of service.watchers) watcher.push(list(3, 'b'))
    await eventually(() => expect(watch.current()).toMatchObject({ source: 'watch', degraded: undefined }))
  })

  test('a static list stands in at a cold start, whether the service is away or silent', async () => {
    const hole = await startBlackHole()
    cleanUps.push(() => hole.stop())
    for (const address of ['127.0.0.1:1', hole.address]) {
      const watch = connect({ address, fallback: { p: ['10.0.0.1:80', '10.0.0.2:80'] } }).watchPool('p')
      const startedAt = performance.now()
      await watch.ready()
      expect(performance.now() - startedAt).toBeLessThan(600)
      expect(watch.current()).toMatchObject({
        source: 'static',
        degraded: { reasons: ['service_unavailable', 'static_list'] },
      })
      expect(idsOf(watch.current())).toEqual(['10.0.0.1:80', '10.0.0.2:80'])
    }
  })

  test('without a static list ready says what is wrong, and the watch goes on', async () => {
    const service = await startService({ watch: () => refusal('NOT_FOUND', 'POOL_NOT_FOUND', 'there is no pool p') })
    const client = connect({ address: service.address })
    const watch = client.watchPool('p')
    await expect(reasonOf(watch.ready())).resolves.toBe('POOL_NOT_FOUND')
    expect(watch.current()).toBeUndefined()
    service.script.watch = () => list(1, 'a')
    await eventually(() => expect(idsOf(watch.current())).toEqual(['a']))
    const late = client.watchPool('q')
    service.script.watch = () => ({ kind: 'hang' })
    const never = client.watchPool('r').ready()
    const closing = client.close()
    await expect(reasonOf(never)).resolves.toMatch(/CLIENT_CLOSED|TIMEOUT/)
    await closing
    await expect(reasonOf(late.ready())).resolves.toBe('CLIENT_CLOSED')
    expect(() => client.watchPool('p')).toThrow('CLIENT_CLOSED')
  })

  test('goes to another replica when told to, without losing the list', async () => {
    const first = await startService({ watch: () => list(1, 'a') })
    const second = await startService({ watch: () => list(2, 'b') })
    const watch = connect({ addresses: [first.address, second.address] }).watchPool('p')
    await watch.ready()
    const sources = new Set<string>()
    watch.onChange(({ source }) => sources.add(source))
    for (const watcher of first.watchers) watcher.push({ ...list(1, 'a'), goAway: { reason: 'SHUTTING_DOWN' } })
    await eventually(() => expect(idsOf(watch.current())).toEqual(['b']))
    await eventually(() => expect(first.watchers.size).toBe(0))
    expect([...sources]).toEqual(['watch'])
  })

  test('what a listener throws is logged and hurts nobody else', async () => {
    const service = await startService({ watch: () => list(1, 'a') })
    const lines: string[] = []
    const log = { debug() {}, info() {}, warn() {}, error: (message: string) => void lines.push(message) }
    const watch = connect({ address: service.address, log }).watchPool('p')
    const seen: number[] = []
    watch.onChange(() => {
      throw new Error('mine')
    })
    watch.onChange(({ revision }) => seen.push(revision))
    await eventually(() => expect(seen).toEqual([1]))
    expect(lines).toHaveLength(1)
  })
})
