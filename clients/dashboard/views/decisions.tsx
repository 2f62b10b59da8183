import type { ComponentChild } from 'preact'
import { useCallback, useState } from 'preact/hooks'
import type { Decision } from '../api/decision.ts'
import { useApp } from '../app-context.ts'
import { useKeys } from '../hooks.ts'
import { CopyMenu } from '../parts/copy-menu.tsx'
import { Failed, Loading, Notice } from '../parts/notice.tsx'
import { FEED_LENGTH, waiting } from '../state/feed.ts'
import type { FeedFilter } from '../state/route.ts'
import { NO_FEED_FILTER } from '../state/route.ts'
import { decisionsCopies } from '../words/copy-as.ts'
import { plural } from '../words/quantities.ts'
import { DecisionRows } from './decision-rows.tsx'
import { FeedFilters } from './feed-filters.tsx'
import type { LiveFeed } from './use-feed.ts'
import { useFeed } from './use-feed.ts'

/** The newest decisions of all pools. */
export function DecisionsView(): ComponentChild {
  return (
    <main id="main">
      <div class="view-head">
        <h1>Decisions</h1>
        <p class="totals">Who was picked, and why. Above some rate a sample is recorded; whatever is odd always is.</p>
      </div>
      <DecisionsList pool="" />
    </main>
  )
}

/** `pool` empty: that of the filter, if any. */
export function DecisionsList({ pool }: { pool: string }): ComponentChild {
  const { route, base } = useApp()
  const [paused, setPaused] = useState(false)
  const [under, setUnder] = useState(false)
  const [focused, setFocused] = useState(false)
  const touched = under || focused
  const filter: FeedFilter = pool === '' ? route.feed : { ...route.feed, pool }
  const live = useFeed(filter, paused || touched, paused)
  useKeys(
    useCallback((key) => {
      if (key === 'p') setPaused((before) => !before)
    }, []),
  )
  return (
    <section aria-label="Decisions">
      <div class="list-head">
        <FeedFilters withPool={pool === ''} />
        <span class="spacer" />
        <FeedState live={live} paused={paused} held={touched} />
        <button type="button" aria-pressed={paused} onClick={() => setPaused(!paused)} title="p">
          {paused ? 'Resume' : 'Pause'}
        </button>
        <CopyMenu label="the decisions" items={decisionsCopies(base, filter)} />
      </div>
      <div
        onPointerEnter={(event) => {
          if (event.pointerType === 'mouse') setUnder(true)
        }}
        onPointerLeave={() => setUnder(false)}
        onFocusIn={() => setFocused(true)}
        onFocusOut={() => setFocused(false)}
      >
        <FeedBody live={live} filtered={isFiltered(route.feed)} withPool={pool === ''} />
      </div>
    </section>
  )
}

/** A row under the pointer must not move away: the list is then held still, and says so. */
function FeedState(props: { live: LiveFeed; paused: boolean; held: boolean }): ComponentChild {
  const { live, paused, held } = props
  if (paused) return <span class="muted">paused</span>
  if (live.problem !== undefined && live.feed.shown !== undefined) return <span class="bad-text">✕ stale</span>
  const count = held ? waiting(live.feed) : 0
  if (count === 0) return <span class="muted">{held ? 'held still' : 'live'}</span>
  return <span class="muted">held still, {count >= FEED_LENGTH ? `${FEED_LENGTH} or more` : count} newer</span>
}

function FeedBody(props: { live: LiveFeed; filtered: boolean; withPool: boolean }): ComponentChild {
  const { live, filtered, withPool } = props
  const { go } = useApp()
  const { shown } = live.feed
  if (shown === undefined) {
    return live.problem === undefined ? (
      <Loading what="the decisions" rows={8} />
    ) : (
      <Failed what="The decisions" problem={live.problem} />
    )
  }
  if (shown.length > 0) return <Shown decisions={shown} withPool={withPool} />
  if (!filtered) {
    return (
      <Notice title="No decisions yet">
        <p>
          Each pick is one. <code>lookaside pick</code> makes one; the tab Explain of a pool shows what one would be.
        </p>
      </Notice>
    )
  }
  return (
    <Notice title="No recorded decision matches the filter">
      <button type="button" onClick={() => go({ feed: NO_FEED_FILTER })}>
        Clear the filter
      </button>
    </Notice>
  )
}

function Shown({ decisions, withPool }: { decisions: readonly Decision[]; withPool: boolean }): ComponentChild {
  return (
    <>
      <DecisionRows decisions={decisions} withPool={withPool} />
      <p class="foot">The newest {plural(decisions.length, 'decision')} on record.</p>
    </>
  )
}

const isFiltered = (filter: FeedFilter): boolean => Object.values(filter).some((value) => value !== '')
