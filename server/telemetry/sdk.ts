import type { ContextManager } from '@opentelemetry/api'
import { diag, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { detectResources, envDetector, hostDetector, resourceFromAttributes } from '@opentelemetry/resources'
import type { Resource } from '@opentelemetry/resources'
import {
  AggregationTemporality,
  ConsoleMetricExporter,
  InstrumentType,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import type { IMetricReader } from '@opentelemetry/sdk-metrics'
import { NodeSDK } from '@opentelemetry/sdk-node'
// How the SDK makes exporters from the environment; it has no other door for a reader that needs a producer beside it.
import { getOtlpMetricExporterFromEnv, getSpanProcessorsFromEnv } from '@opentelemetry/sdk-node/build/src/utils.js'
import type { MakeProducer } from './collect.ts'
import { MAX_SERIES } from './collect.ts'
import { createDiagLog, levelOf } from './diag-log.ts'
import { SCOPE } from './names.ts'
import type { Log } from './ports.ts'
import type { Environment, SdkSettings } from './sdk-settings.ts'
import { createSpanCounter } from './span-counter.ts'
import type { RunningSdk } from './running-sdk.ts'
import { readTraceparent, readWith } from './trace-context.ts'
import { createTraceIds } from './trace-ids.ts'

export interface SdkOptions {
  readonly settings: SdkSettings
  readonly env: Environment
  /** Name of this replica. */
  readonly replica: string
  readonly version: string
  readonly log: Log
}

/** Picks carry their span by hand, see `trace-scope.ts`: nothing is to be followed through promises. */
const BY_HAND: ContextManager = {
  active: () => ROOT_CONTEXT,
  with: (_context, run, self, ...args) => run.call(self, ...args),
  bind: (_context, target) => target,
  enable: () => BY_HAND,
  disable: () => BY_HAND,
}

/**
 * Starts OpenTelemetry's SDK by its standard variables, which it reads from the process by itself. Only what this program has is
 * its own: the resource's defaults, the metric producers, and where the SDK's messages go.
 */
export async function runSdk({ settings, env, replica, version, log }: SdkOptions): Promise<RunningSdk> {
  const listen = (): boolean =>
    diag.setLogger(createDiagLog(log), { logLevel: levelOf(env['OTEL_LOG_LEVEL']), suppressOverrideMessage: true })
  listen()
  const resource = describeOurselves(replica, version)
  // The host's id is read from a file; who asks for attributes before that is warned about.
  await resource.waitForAsyncAttributes?.()
  const spans = createSpanCounter()
  const ids = createTraceIds(settings.ratio)
  const sdk = settings.traces
    ? new NodeSDK({
        resource,
        autoDetectResources: false,
        contextManager: BY_HAND,
        idGenerator: ids,
        spanProcessors: getSpanProcessorsFromEnv(spans.provider),
        metricReaders: [],
        logRecordProcessors: [],
      })
    : undefined
  // With OTEL_LOG_LEVEL it makes itself a log on the console, between the lines of ours.
  listen()
  sdk?.start()
  return {
    resource,
    spans: sdk === undefined ? undefined : spans.counts,
    tracer: sdk === undefined ? undefined : trace.getTracer(SCOPE, version),
    followsParent: settings.followsParent,
    drawTrace: () => ids.draw(),
    readContext:
      settings.propagation === 'w3c'
        ? readTraceparent
        : settings.propagation === 'none'
          ? () => undefined
          : readWith(propagation),
    readers: (produce) => settings.metrics.map((kind) => pushReader(kind, settings, produce)),
    stop: async () => {
      await sdk?.shutdown()
    },
  }
}

/** Without the process detector, which would tell the arguments of the command line, and those may hold a password. */
function describeOurselves(replica: string, version: string): Resource {
  const own = { 'service.name': SCOPE, 'service.version': version, 'service.instance.id': replica }
  return resourceFromAttributes(own).merge(detectResources({ detectors: [hostDetector, envDetector] }))
}

function pushReader(
  kind: 'otlp' | 'console',
  { metricIntervalMs, metricTimeoutMs }: SdkSettings,
  produce: MakeProducer,
): IMetricReader {
  const exporter = kind === 'otlp' ? getOtlpMetricExporterFromEnv() : new ConsoleMetricExporter()
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: metricIntervalMs,
    exportTimeoutMillis: metricTimeoutMs,
    metricProducers: [
      produce(exporter.selectAggregationTemporality?.(InstrumentType.HISTOGRAM) ?? AggregationTemporality.CUMULATIVE),
    ],
    cardinalityLimits: { default: MAX_SERIES },
  })
}
