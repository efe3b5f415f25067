import './ui/styles.ts';
import { createRoot } from 'react-dom/client';
import { startSession } from './api/session.ts';
import { App } from './app.tsx';
import { listenForShortcuts } from './ui/shortcuts.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
listenForShortcuts();
void startSession();
createRoot(root).render(<App />);
