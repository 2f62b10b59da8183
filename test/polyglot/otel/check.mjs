// Reads what the collector wrote and checks that the chain hangs together. `node check.mjs FILE DEADLINE_MS`
import { existsSync, readFileSync } from 'node:fs'
import { strict as assert } from 'node:assert'

const [file, deadline] = process.argv.slice(2)
const until = Date.now() + Number(deadline)
const NAMES = [
  'POST /order',
  'lookaside.v1.LookasideService/PickBackend',
  'lookaside.backend_call',
  'GET /work',
  'lookaside.outcome',
]

for (;;) {
  const { spans, metrics } = read()
  const arrived = NAMES.every((name) => spans.some((span) => span.name === name))
  if (arrived && metrics.has('lookaside.pick.duration')) {
    check(spans, metrics)
    break
  }
  if (Date.now() > until) throw new Error(`not all arrived: ${spans.map(({ name }) => name)}; ${[...metrics.keys()]}`)
  await new Promise((resolve) => setTimeout(resolve, 100))
}

function read() {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  const requests = lines.flatMap((line) => {
    try {
      return [JSON.parse(line)]
    } catch {
      return [] // The collector is still writing it.
    }
  })
  const spans = requests
    .flatMap(({ resourceSpans = [] }) => resourceSpans)
    .flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap((scope) =>
        scope.spans.map((span) => ({ ...span, service: valuesOf(resource)['service.name'], values: valuesOf(span) })),
      ),
    )
  const all = requests
    .flatMap(({ resourceMetrics = [] }) => resourceMetrics)
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics ?? []))
  return { spans, metrics: new Map(all.map((metric) => [metric.name, metric])) }
}

function valuesOf({ attributes = [] }) {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

function check(spans, metrics) {
  const [order, pick, call, work, outcome] = NAMES.map((name) => {
    const [found, ...others] = spans.filter((span) => span.name === name)
    assert.equal(others.length, 0, `${name} came more than once`)
    return found
  })
  const say = (text) => console.log(`ok: ${text}`)

  assert.deepEqual(
    [order, pick, call, work, outcome].map(({ service }) => service),
    ['application', 'balancer', 'application', 'backend', 'balancer'],
  )
  assert.equal(new Set([order, pick, call, work, outcome].map(({ traceId }) => traceId)).size, 1)
  say('application, balancer and backend share one trace')
  assert.equal(pick.parentSpanId, order.spanId)
  say("the pick is a child of the application's span")
  assert.equal(call.parentSpanId, order.spanId)
  assert.equal(work.parentSpanId, call.spanId)
  say("the backend's span is a child of the call, the call a child of the application's span")
  assert.equal(outcome.parentSpanId, order.spanId)
  assert.deepEqual(
    outcome.links.map(({ traceId, spanId }) => [traceId, spanId]),
    [[pick.traceId, pick.spanId]],
  )
  say('the outcome is linked to the pick, and not its child')
  const decision = pick.values['lookaside.decision.id']
  assert.ok(decision)
  assert.equal(call.values['lookaside.decision.id'], decision)
  assert.equal(outcome.values['lookaside.decision.id'], decision)
  say(`all three name the decision ${decision}`)
  assert.equal(pick.values['lookaside.backend.id'], 'backend-1')
  assert.equal(pick.values['rpc.response.status_code'], 'OK')
  assert.ok(pick.events.some(({ name }) => name === 'lookaside.policy'))
  say('the pick says what was decided and how')
  const [point] = metrics.get('lookaside.pick.duration').histogram.dataPoints
  assert.ok(Number(point.count) >= 1)
  assert.equal(point.bucketCounts.length, point.explicitBounds.length + 1)
  say('the histogram of pick durations arrived as one')
}
