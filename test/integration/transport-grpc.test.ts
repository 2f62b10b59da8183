import { createGrpcServer } from '../../server/transport/grpc/server.ts'
import { describeTransportContract } from '../contracts/transport.ts'

describeTransportContract('grpc', {
  async start(useCases, { limits, log, observe }) {
    const clock = { now: () => performance.now() }
    const server = createGrpcServer({ useCases, limits, log, clock, observe })
    const port = await server.start('127.0.0.1:0')
    return { address: `127.0.0.1:${port}`, drain: server.drain, forceClose: server.forceClose }
  },
})
