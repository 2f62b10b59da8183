import { createServer, request } from 'node:http'
import { expect, test } from '@jest/globals'
import { createLoadMeter } from '../../../../clients/agent/load-meter.ts'
import { observeServer } from '../../../../clients/agent/observe.ts'
import { eventually } from '../eventually.ts'

test('a request counts from its headers to its end; 5xx is an error; a caller that leaves is neither', async () => {
  const meter = createLoadMeter(() => performance.now())
  const server = createServer((incoming, response) => {
    if (incoming.url !== '/hang') response.writeHead(incoming.url === '/bad' ? 503 : 200).end()
  })
  const stop = observeServer(server, meter)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  const base = `http://127.0.0.1:${address.port}`
  try {
    const leaving = request(`${base}/hang`)
    leaving.on('error', () => undefined)
    leaving.end()
    await eventually(() => expect(meter.inFlight()).toBe(1))
    for (const path of ['/good', '/bad']) await (await fetch(base + path)).text()
    await eventually(() => expect(meter.inFlight()).toBe(1))
    leaving.destroy()
    await eventually(() => expect(meter.inFlight()).toBe(0))
    expect(meter.take()).toMatchObject({ completed: 3, errors: 1, latencyMs: expect.any(Number) })
    stop()
    await (await fetch(`${base}/good`)).text()
    expect(meter.take()).toEqual({ inFlight: 0, completed: 3, errors: 1 })
  } finally {
    server.close()
    server.closeAllConnections()
  }
})
