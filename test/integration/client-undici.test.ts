import type { RequestListener } from 'node:http'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, test } from '@jest/globals'
import { Agent } from 'undici'
import type { Dispatcher } from 'undici'
import type { LookasideInterceptorOptions } from '../../clients/typescript/integrations/undici.ts'
import { lookasideInterceptor } from '../../clients/typescript/integrations/undici.ts'
import { createClient } from '../../clients/typescript/index.ts'
import { arrivedOutcomes } from '../support/arrived-outcomes.ts'
import type { FakeLookaside } from '../support/fake-lookaside.ts'
import { startFakeLookaside } from '../support/fake-lookaside.ts'
import { closedAddress, pickFirstOf, startHttpBackend } from '../support/http-backends.ts'
import { eventually } from '../unit/clients/eventually.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

const ORIGIN = 'http://checkout.lookaside'
const hello: RequestListener = (request, response) => response.end(`hello from ${request.headers.host}`)
const failing: RequestListener = (_request, response) => response.writeHead(500).end('broken')

async function backend(listener: RequestListener): Promise<string> {
  const started = await startHttpBackend(listener)
  cleanUps.push(() => started.stop())
  return started.address
}

interface Setup {
  readonly dispatcher: Dispatcher
  readonly service: FakeLookaside
  /** Waits for exactly these outcomes. */
  reported(expected: readonly object[]): Promise<void>
  get(path: string, options?: Partial<Dispatcher.RequestOptions>): Promise<{ status: number; text: string }>
}

async function setUp(addresses: readonly string[], options: LookasideInterceptorOptions = {}): Promise<Setup> {
  const service = await startFakeLookaside(0, { pick: pickFirstOf(() => addresses) })
  const client = createClient({ address: service.address, timeoutMs: 5_000 })
  const agent = new Agent()
  const dispatcher = agent.compose(lookasideInterceptor(client, options))
  cleanUps.push(async () => {
    await agent.destroy()
    await client.close()
    service.stop()
  })
  return {
    ...{ dispatcher, service },
    reported: (expected) =>
      eventually(() => {
        const seen = arrivedOutcomes(service).map((outcome) => ({
          ...{ ...outcome, result: outcome.result.replace('OUTCOME_RESULT_', '').toLowerCase() },
        }))
        expect(seen).toMatchObject(expected)
      }),
    async get(path, request = {}) {
      const answer = await dispatcher.request({ origin: ORIGIN, path, method: 'GET', ...request })
      return { status: answer.statusCode, text: await answer.body.text() }
    },
  }
}

describe('where a request goes', () => {
  test('the origin of a pool goes to the backend that was picked, under its own address', async () => {
    const address = await backend(hello)
    const setup = await setUp([address])
    expect(await setup.get('/')).toEqual({ status: 200, text: `hello from ${address}` })
    expect(setup.service.log.picks).toMatchObject([{ pool: 'checkout' }])
    await setup.reported([{ result: 'success', status: '200', pickToken: 'token-0' }])
  })

  test('any other origin goes where it says', async () => {
    const address = await backend(hello)
    const setup = await setUp([])
    expect(await setup.get('/', { origin: `http://${address}` })).toMatchObject({ text: `hello from ${address}` })
    expect(setup.service.log.picks).toEqual([])
  })

  test.each([
    ['an object', { 'x-a': '1' }],
    ['a list', ['x-a', '1']],
    ['pairs', new Map([['x-a', '1']])],
  ])('a name of the options stays in the Host header, with headers as %s', async (_what, headers) => {
    const address = await backend((request, response) =>
      response.end([request.headers.host, request.headers['x-a']].join(' ')),
    )
    const setup = await setUp([address], { pools: { 'Shop.example': 'payments/checkout' } })
    const { text } = await setup.get('/', { origin: 'http://shop.example:81', headers })
    expect(text).toBe('shop.example:81 1')
    expect(setup.service.log.picks).toMatchObject([{ pool: 'payments/checkout' }])
  })

  test('options reach the pick, and headers the backend', async () => {
    const address = await backend((request, response) => response.end(request.headers.traceparent))
    const setup = await setUp([address], {
      affinityKey: (request) => request.header('x-user'),
      labelSelector: { version: '2' },
    })
    const headers = { 'X-User': 'ada', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
    expect(await setup.get('/', { headers })).toMatchObject({ text: headers.traceparent })
    expect(setup.service.log.picks).toMatchObject([{ affinityKey: 'ada', labelSelector: { version: '2' } }])
  })

  test('nobody to pick is said as Lookaside says it', async () => {
    const setup = await setUp([])
    await expect(setup.get('/')).rejects.toMatchObject({ name: 'LookasideError', reason: 'NO_BACKENDS' })
  })

  test('the built-in fetch can use it', async () => {
    const address = await backend(hello)
    const setup = await setUp([await closedAddress(), address])
    const init: object = { dispatcher: setup.dispatcher }
    const response = await globalThis.fetch(`${ORIGIN}/`, init)
    expect(await response.text()).toBe(`hello from ${address}`)
    await setup.reported([{ result: 'connect_failure' }, { result: 'success' }])
  })
})

describe('what is tried again', () => {
  test('a connection that cannot be made, whatever the method', async () => {
    const address = await backend((request, response) => request.pipe(response))
    const setup = await setUp([await closedAddress(), address])
    expect(await setup.get('/', { method: 'POST', body: 'x' })).toEqual({ status: 200, text: 'x' })
    await setup.reported([{ result: 'connect_failure', status: 'ECONNREFUSED' }, { result: 'success' }])
  })

  test('a failure of an idempotent request; the caller sees one answer', async () => {
    const [bad, good] = [await backend(failing), await backend(hello)] as const
    const setup = await setUp([bad, good])
    expect(await setup.get('/')).toEqual({ status: 200, text: `hello from ${good}` })
    await setup.reported([{ result: 'error', status: '500' }, { result: 'success' }])
    expect(await setup.get('/', { method: 'POST', body: 'x' })).toEqual({ status: 500, text: 'broken' })
    expect(await setup.get('/', { method: 'POST', body: 'x', idempotent: true })).toMatchObject({ status: 200 })
  })

  test('an answer that was held back is handed on whole when nobody else is left', async () => {
    const body = 'x'.repeat(1_000_000)
    const bad = await backend((_request, response) => response.writeHead(503, { 'x-a': '1' }).end(body))
    const setup = await setUp([bad])
    const answer = await setup.dispatcher.request({ origin: ORIGIN, path: '/', method: 'GET' })
    expect([answer.statusCode, answer.headers['x-a']]).toEqual([503, '1'])
    expect(await answer.body.text()).toHaveLength(body.length)
    await setup.reported([{ result: 'rejected', status: '503' }])
  })

  test('a stream is sent once', async () => {
    const setup = await setUp([await closedAddress(), await backend(hello)])
    const put = setup.get('/', { method: 'PUT', body: Readable.from(['x']) })
    await expect(put).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await setup.reported([{ result: 'connect_failure' }])
  })
})

describe('how a call ends', () => {
  test('it is in flight until its body has been read', async () => {
    let finish = (): void => undefined
    const address = await backend((_request, response) => {
      response.write('first')
      finish = () => response.end('last')
    })
    const setup = await setUp([address])
    const { body } = await setup.dispatcher.request({ origin: ORIGIN, path: '/', method: 'GET' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(setup.service.log.reports).toEqual([])
    finish()
    expect(await body.text()).toBe('firstlast')
    await setup.reported([{ result: 'success' }])
  })

  test('a backend that closes in the middle of its answer has failed', async () => {
    const address = await backend((_request, response) => {
      response.write('first')
      setImmediate(() => response.socket?.destroy())
    })
    const setup = await setUp([address])
    await expect(setup.get('/')).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' })
    await setup.reported([{ result: 'connect_failure' }])
  })

  test.each(['before', 'after'])('an abort %s the headers reaches the backend and judges nobody', async (when) => {
    let [begun, cutOff] = [0, 0]
    const address = await backend((_request, response) => {
      begun++
      response.once('close', () => cutOff++)
      if (when === 'after') response.write('first')
    })
    const setup = await setUp([address])
    const controller = new AbortController()
    const answer = setup.get('/', { signal: controller.signal })
    const failed = expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    await eventually(() => expect(begun).toBe(1))
    if (when === 'after') await new Promise((resolve) => setTimeout(resolve, 50))
    controller.abort()
    await failed
    await eventually(() => expect(cutOff).toBe(1))
    await setup.reported([{ result: 'cancelled' }])
  })

  test('a time-out of the attempt leads to the next backend', async () => {
    const good = await backend(hello)
    const setup = await setUp([await backend(() => undefined), good], { attemptTimeoutMs: 100 })
    expect(await setup.get('/')).toEqual({ status: 200, text: `hello from ${good}` })
    await setup.reported([{ result: 'timeout' }, { result: 'success' }])
  })

  test('an upgrade is in flight until its socket closes', async () => {
    const started = await startHttpBackend(hello)
    cleanUps.push(() => started.stop())
    started.server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
      socket.pipe(socket)
    })
    const setup = await setUp([started.address])
    const { socket } = await setup.dispatcher.upgrade({
      origin: ORIGIN,
      path: '/',
      protocol: 'echo',
    } as Dispatcher.UpgradeOptions)
    const echoed = new Promise((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())))
    socket.write('ping')
    expect(await echoed).toBe('ping')
    expect(setup.service.log.reports).toEqual([])
    socket.destroy()
    await setup.reported([{ result: 'success', status: '101' }])
  })

  test('requests on an agent that is closed judge nobody', async () => {
    const setup = await setUp([await backend(hello)])
    await setup.dispatcher.close()
    await expect(setup.get('/')).rejects.toMatchObject({ code: 'UND_ERR_DESTROYED' })
    await setup.reported([{ result: 'cancelled' }])
  })

  test('1,000 calls at once are each answered and reported once', async () => {
    const setup = await setUp([await backend(hello)])
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => setup.get('/')))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1_000)
    await eventually(() => expect(arrivedOutcomes(setup.service)).toHaveLength(1_000))
  })
})
