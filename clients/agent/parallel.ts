import { setMaxListeners } from 'node:events'

/** Ends many calls at once: Node takes more than ten listeners on one signal for a leak. */
export function createStopper(): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}

/** Does `work` for each item, at most `limit` at a time, until all are done or `work` answers false. */
export async function inParallel<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<boolean>,
): Promise<boolean> {
  const queue = [...items]
  let goOn = true
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined && goOn; item = queue.shift()) {
      if (!(await work(item))) goOn = false
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  return goOn
}
