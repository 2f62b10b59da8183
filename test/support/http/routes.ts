import { createRoutes } from '../../../server/http/routes/index.ts'
import type { Route } from '../../../server/http/route.ts'
import { createFakeUseCases } from '../../contracts/transport/fake-use-cases.ts'
import { PROCESS } from './serve.ts'

/** Every route, over use cases that say yes. */
export const ROUTES: readonly Route[] = createRoutes({
  useCases: createFakeUseCases(),
  process: PROCESS,
  metrics: async () => ({ contentType: 'text/plain', body: '' }),
})
