import { describeTransportContract } from '../contracts/transport.ts'
import { bridgeToHttp } from '../support/http/grpc-bridge.ts'
import { serveHttp } from '../support/http/serve.ts'

/** The log names the route where gRPC names the method. */
const METHODS: Readonly<Record<string, string>> = {
  'POST /v1/pools/{pool}:pick': 'PickBackend',
  'POST /v1/pools/{pool}/backends/{backendId}:drain': 'DrainBackend',
}

describeTransportContract('http', {
  onlyUnary: true,
  async start(useCases, { limits, log, observe }) {
    const error: typeof log.error = (message, fields) =>
      log.error(message, { ...fields, method: METHODS[String(fields?.['method'])] })
    const { server, port } = await serveHttp(useCases, { limits, log: { ...log, error } })
    const bridge = await bridgeToHttp(port, observe)
    return {
      address: bridge.address,
      drain: () => server.stop(),
      forceClose: () => {
        bridge.close()
        void server.stop()
      },
    }
  },
})
