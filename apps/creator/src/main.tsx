/** The creator page's entry. @module */
import '@demiurge/design/styles.css'
import './styles.css'
import { applyTheme } from '@demiurge/design'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

// Before the first render, so that nothing flashes.
applyTheme()
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(<App />)
