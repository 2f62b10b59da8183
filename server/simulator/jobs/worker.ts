import { parentPort } from 'node:worker_threads'
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts'
import { loadPolicies } from './policies.ts'
import { inlineRunner, type Runner, type Task } from './runner.ts'

/** The entry of a worker thread: it is given its policies, and then one run after the other. */
const tell = (message: FromWorker): void => parentPort?.postMessage(message)

let runner: Promise<Runner> | undefined

const prepare = async ({ sources, baseDir }: WorkerSetup): Promise<Runner> =>
  inlineRunner(await loadPolicies(sources, baseDir))

async function run(task: Task): Promise<void> {
  try {
    const ready = await runner
    if (ready === undefined) throw new Error('the worker was not set up')
    tell({ kind: 'result', result: await ready.run(task, (share) => tell({ kind: 'progress', share })) })
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'run') return void run(message.task)
  runner = prepare(message.setup)
  // It is told when a run asks for it.
  runner.catch(() => undefined)
})
