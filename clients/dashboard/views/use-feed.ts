import { useEffect, useRef, useState } from 'preact/hooks'
import type { Problem } from '../api/call.ts'
import { useApp } from '../app-context.ts'
import type { Feed } from '../state/feed.ts'
import { EMPTY_FEED, feedQueries, mergeAnswers, takeInFeed } from '../state/feed.ts'
import type { FeedFilter } from '../state/route.ts'

const PERIOD_MS = 1_000

export interface LiveFeed {
  readonly feed: Feed
  /** Why the last reading failed. What came before is still shown. */
  readonly problem: Problem | undefined
}

/** Reads the newest decisions each second. `held`: the list stays as it is; `paused`: nothing is read either. */
export function useFeed(filter: FeedFilter, held: boolean, paused: boolean): LiveFeed {
  const { api } = useApp()
  const [feed, setFeed] = useState<Feed>(EMPTY_FEED)
  const [problem, setProblem] = useState<Problem | undefined>(undefined)
  const heldNow = useRef(held)
  heldNow.current = held
  const key = JSON.stringify(filter)
  useEffect(() => {
    setFeed(EMPTY_FEED)
    setProblem(undefined)
  }, [key])
  useEffect(() => {
    if (paused) return
    let stopped = false
    let timer = 0
    const read = async (): Promise<void> => {
      const result = mergeAnswers(await Promise.all(feedQueries(filter).map((query) => api.decisions(query))))
      if (stopped) return
      if (result.kind === 'answered') setFeed((before) => takeInFeed(before, result.value, heldNow.current))
      setProblem(result.kind === 'problem' ? result : undefined)
      timer = window.setTimeout(() => void read(), PERIOD_MS)
    }
    void read()
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  }, [key, paused])
  // What has come meanwhile is shown as soon as the list may move again.
  useEffect(() => {
    if (!held) setFeed((before) => (before.shown === undefined ? before : takeInFeed(before, before.newest, false)))
  }, [held])
  return { feed, problem }
}
