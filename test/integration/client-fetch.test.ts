import { getEventListeners } from 'node:events'
import type { RequestListener } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { LookasideFetch, LookasideFetchOptions } from '../../clients/typescript/integrations/fetch.ts'
import { lookasideFetch } from '../../clients/typescript/integrations/fetch.ts'
import type { LookasideClient } from '../../clients/typescript/index.ts'
import { createClient, LookasideError } from '../../clients/typescript/index.ts'
import { arrivedOutcomes } from '../support/arrived-outcomes.ts'
import type { FakeLookaside } from '../support/fake-lookaside.ts'
import { startFakeLookaside } from '../support/fake-lookaside.ts'
import type { HttpBackend } from '../support/http-backends.ts'
import { closedAddress, pickFirstOf, startHttpBackend } from '../support/http-backends.ts'
import { eventually } from '../unit/clients/eventually.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function backend(listener: RequestListener): Promise<HttpBackend> {
  const started = await startHttpBackend(listener)
  cleanUps.push(() => started.stop())
  return started
}

/** Counts the answers that are cut off by their reader. */
function holding(start: RequestListener): { readonly listener: RequestListener; cutOff(): number; begun(): number } {
  let [begun, cutOff] = [0, 0]
  const listener: RequestListener = (request, response) => {
    begun++
    response.once('close', () => cutOff++)
    start(request, response)
  }
  return { listener, cutOff: () => cutOff, begun: () => begun }
}

/** Node's; the types of browsers do not have it. */
const HALF = { duplex: 'half' } as const

const hello: RequestListener = (request, response) => response.end(`hello from ${request.headers.host}`)

interface Setup {
  readonly fetch: LookasideFetch
  readonly service: FakeLookaside
  readonly client: LookasideClient
  /** The outcomes that have arrived. */
  outcomes(): { result: string; status: string; pickToken: string; backendId: string; latencyMs: number }[]
}

async function setUp(addresses: readonly string[], options: LookasideFetchOptions = {}): Promise<Setup> {
  const service = await startFakeLookaside(0, { pick: pickFirstOf(() => addresses) })
  const client = createClient({ address: service.address, timeoutMs: 5_000 })
  cleanUps.push(async () => {
    await client.close()
    service.stop()
  })
  const outcomes: Setup['outcomes'] = () =>
    arrivedOutcomes(service).map(({ result, status, pickToken, backendId, latency }) => ({
      ...{ result: result.replace('OUTCOME_RESULT_', '').toLowerCase(), status, pickToken, backendId },
      latencyMs: latency === null ? Number.NaN : latency.seconds * 1000 + latency.nanos / 1e6,
    }))
  return { fetch: lookasideFetch(client, 'checkout', options), service, client, outcomes }
}

const reported = (setup: Setup, expected: readonly object[]): Promise<void> =>
  eventually(() => expect(setup.outcomes()).toMatchObject(expected))

describe('where a request goes', () => {
  test.each(['/orders?a=1', 'orders?a=1', 'http://checkout/orders?a=1', 'http://checkout.lookaside:99/orders?a=1'])(
    '%s goes to the backend that was picked',
    async (url) => {
      const { address } = await backend((request, response) => response.end(request.url))
      const setup = await setUp([address])
      expect(await (await setup.fetch(url)).text()).toBe('/orders?a=1')
      expect(setup.service.log.picks).toMatchObject([{ pool: 'checkout' }])
      await reported(setup, [{ result: 'success', status: '200', pickToken: 'token-0' }])
    },
  )

  test('Host is the address of the backend; other names may mean the pool', async () => {
    const { address } = await backend(hello)
    const { fetch, client } = await setUp([address])
    expect(await (await fetch('http://checkout/')).text()).toBe(`hello from ${address}`)
    const named = lookasideFetch(client, 'payments/checkout', { hosts: ['Checkout.internal'] })
    expect(await (await named('http://checkout.internal/')).text()).toBe(`hello from ${address}`)
    await expect(named('http://payments/checkout')).rejects.toThrow('not of pool "payments/checkout"')
  })

  test.each([
    ['http://elsewhere.example/', '"http://elsewhere.example" is not of pool "checkout"'],
    ['//elsewhere.example/', 'use a relative URL or "http://checkout/..."'],
    ['file:///etc/hosts', 'neither http nor https'],
    ['http://user:secret@checkout/', 'credentials'],
  ])('%s is refused before anybody is picked', async (url, message) => {
    const { fetch, service } = await setUp(['127.0.0.1:1'])
    await expect(fetch(url)).rejects.toThrow(message)
    await expect(fetch(url)).rejects.toMatchObject({ name: 'TypeError' })
    expect(service.log.picks).toEqual([])
  })

  test('what fetch itself would refuse judges no backend', async () => {
    const { fetch, service } = await setUp(['127.0.0.1:1'])
    await expect(fetch('/', { method: 'GET', body: 'x' })).rejects.toMatchObject({ name: 'TypeError' })
    await expect(fetch('/', { headers: { 'bad header': 'x' } })).rejects.toMatchObject({ name: 'TypeError' })
    expect(service.log.picks).toEqual([])
  })

  test('options reach the pick', async () => {
    const { address } = await backend(hello)
    const { fetch, service } = await setUp([address], {
      affinityKey: ({ headers }) => headers.get('x-user') ?? undefined,
      labelSelector: { version: '2' },
      locality: { region: 'eu' },
    })
    await (await fetch('/', { headers: { 'x-user': 'ada' } })).text()
    expect(service.log.picks).toMatchObject([
      { affinityKey: 'ada', labelSelector: { version: '2' }, locality: { region: 'eu' } },
    ])
  })

  test('nobody to pick is said as Lookaside says it', async () => {
    const { fetch } = await setUp([])
    await expect(fetch('/')).rejects.toBeInstanceOf(LookasideError)
    await expect(fetch('/')).rejects.toMatchObject({ reason: 'NO_BACKENDS' })
  })

  test('method, headers, trace context and body arrive as they were given', async () => {
    const { address } = await backend((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      const { traceparent, tracestate, 'x-a': a } = request.headers
      request.on('end', () =>
        response.end(JSON.stringify({ method: request.method, traceparent, tracestate, a, body })),
      )
    })
    const { fetch } = await setUp([address])
    const headers = {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'a=b',
      'x-a': '1',
    }
    const expected = { method: 'POST', traceparent: headers.traceparent, tracestate: 'a=b', a: '1', body: 'text' }
    const init = { method: 'POST', headers, body: 'text' }
    expect(await (await fetch('/', init)).json()).toEqual(expected)
    expect(await (await fetch(new Request('http://checkout/', init))).json()).toEqual(expected)
    expect(await (await fetch(new URL('http://checkout/'), init)).json()).toEqual(expected)
    expect(await (await fetch(new Request('http://checkout/', init), { method: 'PUT' })).json()).toMatchObject({
      ...{ method: 'PUT', body: 'text' },
    })
  })
})

describe('what is tried again', () => {
  const failing: RequestListener = (_request, response) => response.writeHead(500).end('broken')

  test('a connection that cannot be made, whatever the method', async () => {
    const dead = await closedAddress()
    const { address } = await backend(hello)
    const setup = await setUp([dead, address])
    const response = await setup.fetch('/', { method: 'POST', body: 'x' })
    expect([response.status, await response.text()]).toEqual([200, `hello from ${address}`])
    await reported(setup, [
      { result: 'connect_failure', status: 'ECONNREFUSED' },
      { result: 'success', backendId: address },
    ])
  })

  test('a failure of an idempotent request, with the same body', async () => {
    const bad = await backend(failing)
    const good = await backend((request, response) => request.pipe(response))
    const setup = await setUp([bad.address, good.address])
    const response = await setup.fetch('/', { method: 'PUT', body: 'same' })
    expect([response.status, await response.text()]).toEqual([200, 'same'])
    await reported(setup, [{ result: 'error', status: '500' }, { result: 'success' }])
  })

  test('a POST with an idempotency key, and no other POST', async () => {
    const bad = await backend(failing)
    const good = await backend(hello)
    const { fetch } = await setUp([bad.address, good.address])
    const post = { method: 'POST', body: 'x' }
    expect((await fetch('/', post)).status).toBe(500)
    expect((await fetch('/', { ...post, headers: { 'Idempotency-Key': '1' } })).status).toBe(200)
  })

  test('a stream is never sent twice, not even to nobody', async () => {
    const dead = await closedAddress()
    let requests = 0
    const good = await backend((request, response) => {
      requests++
      request.pipe(response)
    })
    const { fetch } = await setUp([dead, good.address])
    const body = new Blob(['streamed']).stream()
    await expect(fetch('/', { method: 'PUT', body, ...HALF })).rejects.toThrow('fetch failed')
    const inRequest = new Request('http://checkout/', { method: 'PUT', body: 'held by the request' })
    await expect(fetch(inRequest)).rejects.toThrow('fetch failed')
    expect(requests).toBe(0)
    const lone = await setUp([good.address])
    const again = new Blob(['streamed']).stream()
    expect(await (await lone.fetch('/', { method: 'PUT', body: again, ...HALF })).text()).toBe('streamed')
  })

  test('a body stream that fails judges no backend', async () => {
    const { address } = await backend((request, response) => void request.on('end', () => response.end()))
    const setup = await setUp([address])
    const body = new ReadableStream({
      pull: (controller) => controller.error(new Error('the disk is gone')),
    })
    await expect(setup.fetch('/', { method: 'PUT', body, ...HALF })).rejects.toThrow()
    await reported(setup, [{ result: 'cancelled' }])
  })

  test('the last answer is handed on when all fail, and the others keep no connection busy', async () => {
    const bad = [await backend(failing), await backend(failing)] as const
    const setup = await setUp(bad.map(({ address }) => address))
    const response = await setup.fetch('/')
    expect([response.status, await response.text()]).toEqual([500, 'broken'])
    await reported(setup, [{ result: 'error' }, { result: 'error' }])
  })

  test.each([
    [429, 'rejected'],
    [503, 'rejected'],
    [502, 'error'],
    [404, 'success'],
  ])('%i is reported as %s', async (status, result) => {
    const { address } = await backend((_request, response) => response.writeHead(status).end())
    const setup = await setUp([address])
    const response = await setup.fetch('/', { method: 'POST' })
    await response.text()
    expect(response.status).toBe(status)
    await reported(setup, [{ result, status: String(status) }])
  })
})

describe('how long a call lasts', () => {
  test('the latency is the time to the headers; in flight it is until the body was read', async () => {
    let finish = (): void => undefined
    const { address } = await backend((_request, response) => {
      response.write('first')
      finish = () => response.end('last')
    })
    const setup = await setUp([address])
    const response = await setup.fetch('/')
    const headersAt = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 150))
    await setup.client.flush()
    expect(setup.outcomes()).toEqual([])
    finish()
    expect(await response.text()).toBe('firstlast')
    const bodyMs = performance.now() - headersAt
    await reported(setup, [{ result: 'success' }])
    expect(bodyMs).toBeGreaterThan(140)
    expect(setup.outcomes()[0]?.latencyMs).toBeLessThan(bodyMs)
  })

  test('a body that is cancelled ends it, and its connection', async () => {
    const held = holding((_request, response) => void response.write('first'))
    const setup = await setUp([(await backend(held.listener)).address])
    const response = await setup.fetch('/')
    await response.body?.cancel()
    await reported(setup, [{ result: 'success', status: '200' }])
    await eventually(() => expect(held.cutOff()).toBe(1))
  })

  test('a backend that closes in the middle of its answer has failed', async () => {
    const { address } = await backend((_request, response) => {
      response.write('first')
      setImmediate(() => response.socket?.destroy())
    })
    const setup = await setUp([address])
    const response = await setup.fetch('/')
    await expect(response.text()).rejects.toThrow()
    await reported(setup, [{ result: 'connect_failure' }])
  })

  test('responses without a body end at once, and clones are followed too', async () => {
    const { address } = await backend((request, response) =>
      request.url === '/none' ? response.writeHead(204).end() : response.end('text'),
    )
    const setup = await setUp([address])
    expect((await setup.fetch('/none')).status).toBe(204)
    await reported(setup, [{ result: 'success', status: '204' }])
    const response = await setup.fetch('/text')
    const copy = response.clone()
    expect([await response.text(), await copy.text()]).toEqual(['text', 'text'])
    await reported(setup, [{ status: '204' }, { status: '200' }])
    expect(response.url).toBe(`http://${address}/text`)
    expect(response).toBeInstanceOf(Response)
  })
})

test('a response that nobody reads is reported when it is collected', async () => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('this runtime does not collect on demand')
  const { address } = await backend((_request, response) => response.end('x'.repeat(200_000)))
  const setup = await setUp([address])
  for (let call = 0; call < 5; call++) await setup.fetch('/')
  await eventually(() => {
    Reflect.apply(collect, undefined, [])
    expect(setup.outcomes()).toHaveLength(5)
  })
})

describe('giving up', () => {
  const silent: RequestListener = () => undefined

  test('an abort before the headers is an abort to the caller and judges nobody', async () => {
    const held = holding(silent)
    const setup = await setUp([(await backend(held.listener)).address])
    const controller = new AbortController()
    const answer = setup.fetch('/', { signal: controller.signal })
    await eventually(() => expect(held.begun()).toBe(1))
    controller.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    await reported(setup, [{ result: 'cancelled' }])
    await eventually(() => expect(held.cutOff()).toBe(1))
  })

  test('an abort while the body is read breaks it', async () => {
    const held = holding((_request, response) => void response.write('first'))
    const setup = await setUp([(await backend(held.listener)).address])
    const controller = new AbortController()
    const response = await setup.fetch('/', { signal: controller.signal })
    controller.abort()
    await expect(response.text()).rejects.toMatchObject({ name: 'AbortError' })
    await reported(setup, [{ result: 'cancelled' }])
    await eventually(() => expect(held.cutOff()).toBe(1))
  })

  test('an abort before anything picks nobody', async () => {
    const { fetch, service } = await setUp(['127.0.0.1:1'])
    await expect(fetch('/', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    const request = new Request('http://checkout/', { signal: AbortSignal.abort() })
    await expect(fetch(request)).rejects.toMatchObject({ name: 'AbortError' })
    expect(service.log.reports).toEqual([])
  })

  test('AbortSignal.timeout is a time-out of the backend', async () => {
    const { address } = await backend(silent)
    const setup = await setUp([address])
    await expect(setup.fetch('/', { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({ name: 'TimeoutError' })
    await reported(setup, [{ result: 'timeout' }])
  })

  test('attemptTimeoutMs ends one attempt and not the body that follows', async () => {
    const slow = await backend(silent)
    const good = await backend((_request, response) => {
      response.write('first ')
      setTimeout(() => response.end('last'), 300)
    })
    const setup = await setUp([slow.address, good.address], { attemptTimeoutMs: 150 })
    expect(await (await setup.fetch('/')).text()).toBe('first last')
    await reported(setup, [{ result: 'timeout' }, { result: 'success' }])
  })

  test('a signal that many calls share keeps no listener', async () => {
    const { address } = await backend(hello)
    const { fetch } = await setUp([address])
    const warnings: Error[] = []
    const onWarning = (warning: Error): void => void warnings.push(warning)
    process.on('warning', onWarning)
    cleanUps.push(() => process.off('warning', onWarning))
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 50 }, async () => (await fetch('/', { signal })).text()))
    await eventually(() => expect(getEventListeners(signal, 'abort')).toHaveLength(0))
    expect(warnings).toEqual([])
  })
})

describe('redirects', () => {
  test('within the pool they are picked anew, whatever name the backend gives it', async () => {
    const places = ['/2', 'http://checkout/3', 'http://checkout.lookaside/4']
    const { address } = await backend((request, response) => {
      const place = places[Number(request.url?.slice(1)) - 1]
      if (place === undefined) response.end(`${request.method} ${request.url}`)
      else response.writeHead(302, { location: place }).end('see there')
    })
    const setup = await setUp([address])
    expect(await (await setup.fetch('http://checkout/1')).text()).toBe('GET /4')
    expect(setup.service.log.picks).toHaveLength(4)
    await reported(setup, [{ status: '302' }, { status: '302' }, { status: '302' }, { status: '200' }])
  })

  test('303 turns a POST into a GET, 307 repeats it with its body; secrets stay within', async () => {
    const elsewhere = await backend((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      const { authorization = 'none', 'x-kept': kept } = request.headers
      request.on('end', () => response.end([request.method, body, authorization, kept].join(' ')))
    })
    const { address } = await backend((request, response) =>
      response.writeHead(Number(request.url?.slice(1)), { location: `http://${elsewhere.address}/` }).end(),
    )
    const { fetch } = await setUp([address])
    const init = { method: 'POST', body: 'text', headers: { authorization: 'secret', 'x-kept': 'yes' } }
    expect(await (await fetch('/303', init)).text()).toBe('GET  none yes')
    expect(await (await fetch('/307', init)).text()).toBe('POST text none yes')
    const body = new Blob(['text']).stream()
    await expect(fetch('/307', { method: 'POST', body, ...HALF })).rejects.toThrow('cannot be sent again')
  })

  test('end after twenty, and are left alone when that is asked for', async () => {
    const { address } = await backend((_request, response) => response.writeHead(302, { location: '/' }).end())
    const { fetch, service } = await setUp([address])
    await expect(fetch('/')).rejects.toThrow('more than 20 redirects')
    expect(service.log.picks).toHaveLength(21)
    expect((await fetch('/', { redirect: 'manual' })).status).toBe(302)
    await expect(fetch('/', { redirect: 'error' })).rejects.toThrow()
  })
})

describe('under load', () => {
  test('1,000 calls at once: each is answered and reported once, over connections that are kept', async () => {
    const backends = [await backend(hello), await backend(hello)] as const
    let turn = 0
    const service = await startFakeLookaside(0, {
      pick: (request) => pickFirstOf(() => [backends[turn++ % 2]?.address ?? ''])(request),
    })
    const client = createClient({ address: service.address, timeoutMs: 20_000 })
    cleanUps.push(async () => {
      await client.close()
      service.stop()
    })
    const fetch = lookasideFetch(client, 'checkout')
    const texts = await Promise.all(Array.from({ length: 1_000 }, async () => (await fetch('/')).text()))
    expect(texts.filter((text) => text.startsWith('hello'))).toHaveLength(1_000)
    await client.flush()
    await eventually(() => expect(arrivedOutcomes(service)).toHaveLength(1_000))
    const text = await (await fetch('/')).text()
    expect(text).toContain('hello')
  })

  test('without the service, calls fail with its reason and leave nothing open', async () => {
    const { fetch, service } = await setUp(['127.0.0.1:1'])
    service.stop()
    await expect(fetch('/')).rejects.toMatchObject({ reason: expect.stringMatching(/UNREACHABLE|TIMEOUT/) })
  })
})
