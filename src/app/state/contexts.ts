import { createContext } from 'svelte';
import type { CrosshairState } from './run/crosshair.svelte.ts';
import type { Lab } from './lab/lab.svelte.ts';
import type { ScrubState } from './run/scrub.svelte.ts';
import type { ViewBudget } from './views/view-feed.svelte.ts';

/** The page's state objects. App.svelte creates them. */
export const [getLab, setLab] = createContext<Lab>();
export const [getCrosshair, setCrosshair] = createContext<CrosshairState>();
export const [getScrub, setScrub] = createContext<ScrubState>();
/** What was chosen in the views. It outlives a visit to another tab. */
/** The time budget that all views share. */
export const [getViewBudget, setViewBudget] = createContext<ViewBudget>();
