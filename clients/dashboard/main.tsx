import { render } from 'preact'
import { createApi } from './api/api.ts'
import { createCaller } from './api/call.ts'
import { Dashboard } from './app.tsx'
import './style/main.css'

/** Next to this page, wherever a proxy has put it. */
const base = new URL('.', location.href.split('#')[0]).href

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no place for the dashboard')
render(<Dashboard api={createApi(createCaller(base, fetch.bind(globalThis)))} base={base} />, root)
