import { createHttpServer, type HttpOptions, type HttpServer } from '../../../server/http/http-server.ts'
import { SILENT_LOG } from '../../../server/telemetry/ports.ts'
import type { UseCases } from '../../../server/use-cases.ts'

export const PROCESS: HttpOptions['process'] = {
  version: '1.2.3',
  notReady: () => undefined,
  config: { source: '', loadedAt: new Date(0), last: undefined },
  eventLoopDelayP99: () => 0.012,
  wallClock: () => 1_700_000_000_000,
}

export interface ServedHttp {
  readonly server: HttpServer
  readonly port: number
}

/** The HTTP side over any use cases, on a port of its own. */
export async function serveHttp(
  useCases: UseCases,
  changes: Partial<HttpOptions> & { readonly host?: string } = {},
): Promise<ServedHttp> {
  const { host = '127.0.0.1', ...options } = changes
  const server = createHttpServer({
    useCases,
    process: PROCESS,
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'metric 1\n' }),
    dashboard: '/nowhere',
    log: SILENT_LOG,
    ...options,
  })
  return { server, port: await server.start(host, 0) }
}
