import type { ComponentChild } from 'preact'
import type { Pool } from '../api/pool.ts'
import { useApp } from '../app-context.ts'
import { Chip } from '../parts/chip.tsx'
import { CopyMenu } from '../parts/copy-menu.tsx'
import { Link } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { poolNamed } from '../state/live.ts'
import type { PoolTab } from '../state/route.ts'
import { HOME, POOL_TABS, poolRoute } from '../state/route.ts'
import { poolConfigCopies } from '../words/copy-as.ts'
import { formatRate } from '../words/quantities.ts'
import { poolState } from '../words/states.ts'
import { BackendsTab } from './backends.tsx'
import { DecisionsList } from './decisions.tsx'
import { ExplainTab } from './explain.tsx'
import { Eligible, Policy } from './pools.tsx'

const TAB_TITLES: Readonly<Record<PoolTab, string>> = {
  backends: 'Backends',
  decisions: 'Decisions',
  explain: 'Explain',
  config: 'Configuration',
}

/** One pool. */
export function PoolView(): ComponentChild {
  const { live, route } = useApp()
  const pool = poolNamed(live, route.pool)
  const backends = live.sight?.backends
  const gone = backends?.kind === 'failed' && backends.problem.reason === 'POOL_NOT_FOUND'
  return (
    <main id="main">
      <nav class="crumbs" aria-label="Path">
        <Link to={HOME}>Pools</Link> <span aria-hidden="true">/</span>
      </nav>
      <div class="view-head">
        <h1>{route.pool}</h1>
        {pool !== undefined && <Chip {...poolState(pool)} />}
      </div>
      {gone ? (
        <Notice title={`There is no pool ${route.pool}`}>
          <p>It was deleted, or its name is spelt differently.</p>
          <p>
            <Link to={HOME}>All pools</Link>
          </p>
        </Notice>
      ) : (
        <>
          {pool !== undefined && <PoolFacts pool={pool} />}
          <nav class="tabs" aria-label="Parts of the pool">
            {POOL_TABS.map((tab) => (
              <Link key={tab} to={poolRoute(route.pool, { tab })} current={route.tab === tab}>
                {TAB_TITLES[tab]}
              </Link>
            ))}
          </nav>
          <Tab />
        </>
      )}
    </main>
  )
}

function PoolFacts({ pool }: { pool: Pool }): ComponentChild {
  const { live } = useApp()
  return (
    <p class="totals">
      <span>
        <Eligible pool={pool} /> eligible
      </span>
      <span>
        policy <Policy pool={pool} />
      </span>
      <span>{formatRate(live.poolPicks.rate(pool.name))} picks/s</span>
      <span class="muted">
        revision {pool.revision}, configuration{' '}
        {pool.configVersion === 0 ? 'by default' : `version ${pool.configVersion}`}
      </span>
    </p>
  )
}

function Tab(): ComponentChild {
  const { route } = useApp()
  switch (route.tab) {
    case 'backends':
      return <BackendsTab />
    case 'decisions':
      return <DecisionsList pool={route.pool} />
    case 'explain':
      return <ExplainTab key={route.pool} />
    case 'config':
      return <ConfigTab />
  }
}

function ConfigTab(): ComponentChild {
  const { live, route, base } = useApp()
  const pool = poolNamed(live, route.pool)
  return (
    <section aria-label="Configuration">
      <div class="view-head">
        <p class="totals">In force, with defaults filled in.</p>
        <span class="spacer" />
        <CopyMenu label="the configuration" items={poolConfigCopies(base, route.pool)} />
      </div>
      <pre class="config" tabIndex={0} aria-label="Configuration as JSON">
        {pool === undefined ? '' : JSON.stringify(pool.config, undefined, 2)}
      </pre>
    </section>
  )
}
