// The two ends of the chain, each a process with OpenTelemetry's SDK of its own, as applications have it:
//   node service.mjs backend                          serves until its input ends; prints its address
//   node service.mjs application CLIENT ADDRESS BACKEND   one request that picks, calls and reports
import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'
import { createRequire } from 'node:module'

const require = createRequire(`${process.env.CHAIN_ROOT}/package.json`)
const api = require('@opentelemetry/api')
const { NodeSDK } = require('@opentelemetry/sdk-node')

const { context, propagation, trace, SpanKind } = api
const [role, ...args] = process.argv.slice(2)
const sdk = new NodeSDK({ autoDetectResources: true })
sdk.start()
const tracer = trace.getTracer(role)
if (role === 'backend') await serve()
else await apply(...args)
await sdk.shutdown()

/** Each request is a span below the one that its headers name. */
async function serve() {
  const server = createServer((request, response) => {
    const parent = propagation.extract(context.active(), request.headers)
    const span = tracer.startSpan('GET /work', { kind: SpanKind.SERVER }, parent)
    response.end('done')
    span.end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  console.log(`127.0.0.1:${server.address().port}`)
  await new Promise((resolve) => process.stdin.on('end', resolve).resume())
  server.close()
  server.closeAllConnections()
}

async function apply(module, address, backend) {
  const { createClient, openTelemetry } = await import(pathToFileURL(module))
  const client = createClient({ address, mode: 'unary', tracing: openTelemetry(api), timeoutMs: 5_000 })
  const registered = await fetch(`http://${process.env.CHAIN_HTTP}/v1/pools/chain:register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      backend: { id: 'backend-1', address: backend },
      epoch: 1,
      health: 'BACKEND_HEALTH_HEALTHY',
    }),
  })
  if (!registered.ok) throw new Error(`the backend cannot be registered: ${await registered.text()}`)
  await tracer.startActiveSpan('POST /order', { kind: SpanKind.SERVER }, async (span) => {
    const answer = await client.withBackend('chain', async (picked) => {
      const headers = {}
      propagation.inject(context.active(), headers)
      return fetch(`http://${picked.address}/work`, { headers })
    })
    if ((await answer.text()) !== 'done') throw new Error('the backend did not answer')
    span.end()
  })
  await client.close()
}
